"""Quotes that begin with another one: copied, « comme la dernière fois », revised, or from a template."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.flows import Flow
from bot.flows.picking import OneOf
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say
from bot.outgoing.screen import bold, plain_screen
from bot.parties.picking import CustomerStep, likely
from bot.sales.making import customer_of
from bot.sales.showing import show_quote
from bot.talk.visit import Visit
from core.i18n import N_, _
from core.parties import customers
from core.sales import quotes, templates
from core.sales.errors import RevisionOpen
from core.sales.models import Quote, QuoteTemplate
from core.uow import Reader, UnitOfWork


async def revise(uow: UnitOfWork, visit: Visit, quote_id: int) -> Sequence[Say]:
    """A new version to change; the one that is being made already, when there is one."""
    try:
        revision = await quotes.revise(uow, quote_id)
    except RevisionOpen as refusal:
        revision = await quotes.read(uow, refusal.quote_id)
    return await show_quote(uow, visit, revision, fresh=True)


async def copy_answers(db: Reader, quote: Quote) -> dict[str, Any]:
    """What the flow of a copy knows when no customer was said: the same one stands first, then the latest."""
    latest = [one for one in await customers.recent(db) if one.id != quote.customer_id]
    return {"quote_id": quote.id, "customer": likely((quote.customer, *latest)), "source": ""}


def template_choice(found: Sequence[QuoteTemplate], *, sure: bool = True) -> dict[str, Any]:
    """One template that bears the words is certain; several, or what only resembles, are asked about."""
    if sure and len(found) == 1:
        return {"id": found[0].id}
    return {"candidates": [{"id": template.id, "name": template.name} for template in found]}


async def _copy(
    uow: UnitOfWork, visit: Visit, quote_id: int, customer: Mapping[str, Any], source: str | None
) -> Sequence[Say]:
    customer_id = await customer_of(uow, customer)
    copied = await quotes.copy(uow, quote_id, customer_id=customer_id, source=source or "")
    return await show_quote(uow, visit, copied.quote, fresh=True, differences=copied.differences)


async def _again(uow: UnitOfWork, visit: Visit, customer: Mapping[str, Any], source: str | None) -> Sequence[Say]:
    customer_id = await customer_of(uow, customer)
    last = await quotes.last_of(uow, customer_id)
    if last is None:
        name = (await customers.read(uow, customer_id)).name
        none = _("Aucun devis n'a encore été envoyé à {name}.").format(name=name)
        return [visit.show(plain_screen(none), fresh=True)]
    copied = await quotes.copy(uow, last.id, source=source or "")
    return await show_quote(uow, visit, copied.quote, fresh=True, differences=copied.differences)


async def _from_template(
    uow: UnitOfWork, visit: Visit, template: int, customer: Mapping[str, Any], source: str | None
) -> Sequence[Say]:
    customer_id = await customer_of(uow, customer)
    begun = await templates.use(uow, template, customer_id=customer_id, source=source or "")
    return await show_quote(uow, visit, begun.quote, fresh=True, differences=begun.differences)


async def _save_template(uow: UnitOfWork, visit: Visit, quote_id: int, template_name: str) -> Sequence[Say]:
    template = await templates.save(uow, quote_id, name=template_name)
    how = _("Pour s'en servir : « modèle {name} pour dupont »").format(name=template.name.lower())
    return [
        visit.show(
            plain_screen(("⭐ ", bold(_("Modèle enregistré : {name}").format(name=template.name))), how), fresh=True
        )
    ]


async def _rename_template(uow: UnitOfWork, visit: Visit, template_id: int, template_name: str) -> Sequence[Say]:
    template = await templates.rename(uow, template_id, name=template_name)
    return [visit.show(plain_screen(("⭐ ", bold(template.name))), fresh=True)]


COPY: Final = Flow(
    "quote:copy",
    (Given("quote_id"), CustomerStep("customer"), Given("source")),
    _copy,
    N_("Copie d'un devis"),
)
AGAIN: Final = Flow("quote:again", (CustomerStep("customer"), Given("source")), _again, N_("Comme la dernière fois"))
FROM_TEMPLATE: Final = Flow(
    "quote:from-template",
    (
        OneOf("template", N_("Quel modèle ?"), N_("Touchez l'une des réponses."), sign="⭐ "),
        CustomerStep("customer"),
        Given("source"),
    ),
    _from_template,
    N_("Devis d'après un modèle"),
)
SAVE_TEMPLATE: Final = Flow(
    "quote:save-template",
    (Given("quote_id"), Text("template_name", N_("Sous quel nom garder ce modèle ?"), limit=100)),
    _save_template,
    N_("Nouveau modèle"),
)
RENAME_TEMPLATE: Final = Flow(
    "template:rename",
    (Given("template_id"), Text("template_name", N_("Quel nouveau nom ?"), limit=100)),
    _rename_template,
    N_("Nom d'un modèle"),
)
