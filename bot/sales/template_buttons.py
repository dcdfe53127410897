"""The buttons of a template: what it holds, a quote from it, another name, taking it away."""

from collections.abc import Sequence
from decimal import Decimal

from bot.flows.engine import begin
from bot.outgoing.say import Say
from bot.outgoing.screen import plain_screen
from bot.parties.picking import likely_customers
from bot.sales.repeating import FROM_TEMPLATE, RENAME_TEMPLATE
from bot.sales.screens import template_screen, templates_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import _, count
from core.kernel.errors import NotFound
from core.sales import templates
from core.sales.lifecycles import LineKind
from core.sales.models import QuoteTemplate
from core.uow import Reader, UnitOfWork

_MOST_LINES = 15


@button("templates", writes=False)
async def _templates(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(templates_screen(await templates.search(db, limit=20)))]


@button("template", writes=False)
async def _template(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    template = await _named(db, tap.object_id)
    lines = [
        f"▸ {line['label']}"
        if line["kind"] != LineKind.ITEM
        else f"{count(Decimal(line['quantity']))} × {line['label']}"
        for line in template.content["lines"][:_MOST_LINES]
    ]
    return [visit.show(template_screen(template, lines))]


@button("template-use", writes=True)
async def _use(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    template = await _named(uow, tap.object_id)
    known = {"template": {"id": template.id}, "customer": await likely_customers(uow), "source": ""}
    return await begin(uow, visit, FROM_TEMPLATE, known)


@button("template-rename", writes=True)
async def _rename(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    template = await _named(uow, tap.object_id)
    return await begin(uow, visit, RENAME_TEMPLATE, {"template_id": template.id})


@button("template-archive", writes=True)
async def _archive(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    template = await _named(uow, tap.object_id)
    await templates.archive(uow, template.id)
    gone = _("Modèle retiré : {name}").format(name=template.name)
    return [visit.toast(gone), visit.show(plain_screen(gone))]


async def _named(db: Reader, template_id: int) -> QuoteTemplate:
    """The template, which may be gone by now; raises NotFound."""
    for template in await templates.search(db, limit=1000):
        if template.id == template_id:
            return template
    raise NotFound("template", template_id)
