"""« /reglages »: a few cards, each edited in place; a switch flips at a tap, other values are chosen or typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.company.setting_table import GROUPS, SENTENCES, SETTINGS, Setting
from bot.errors import explain
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.incoming.turn import Kind
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from core.company import companies
from core.company.models import Company
from core.i18n import N_, _
from core.kernel.errors import BusinessError, NotFound
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_CARD: Final = "settings:0"
_LONGEST: Final = 4000
_IBAN: Final = re.compile(
    r"(?:voici )?(?:(?:le|l|l'|mon|notre|nouvel?|our|my)\s*)*(?:iban|rib)\s*(?:est|is|[:=])?\s*"
    r"(?P<number>[a-z]{2}\s?\d{2}[\sa-z0-9]{10,40})\.?",
    re.I,
)


async def settings(visit: Visit) -> Plan:
    """The first card: what there is to set."""
    visit.db.actor.expect(Permission.COMPANY_WRITE)
    return answer(Show(_contents(await companies.read(visit.db)), fresh=True))


async def iban_said(visit: Visit, text: str) -> Plan | None:
    """« notre IBAN FR76 … »; None when it means something else. Raises NotAllowed, Invalid."""
    said = _IBAN.fullmatch(text.strip())
    if said is None:
        return None
    visit.actor.expect(Permission.COMPANY_WRITE)
    return Plan(act=lambda uow: _change(uow, visit, "iban", said["number"]))


@button("settings", writes=False)
async def _settings(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.COMPANY_WRITE)
    company = await companies.read(db)
    index = tap.object_id - 1  # 0 is the contents
    if index >= len(GROUPS):
        raise NotFound("button", tap.verb)
    return [visit.show(_contents(company) if index < 0 else _group_card(company, index))]


@button("setting", writes=True)
async def _setting(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """Choose among values, or ask for one."""
    uow.actor.expect(Permission.COMPANY_WRITE)
    index, setting = _named(tap)
    if setting.choices:
        return [visit.show(_choices_card(await companies.read(uow), index, setting))]
    return await begin(uow, visit, CHANGE_SETTING, {"key": setting.key})


@button("setting-set", writes=True)
async def _set(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    index, setting = _named(tap)
    chosen = tap.arguments[1] if len(tap.arguments) > 1 else ""
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 3 and int(chosen) < len(setting.choices)):
        raise NotFound("button", tap.verb)
    company = await companies.change(uow, **setting.changes(setting.choices[int(chosen)][0]))
    return [visit.toast(_("Enregistré.")), visit.show(_group_card(company, index))]


@dataclass(frozen=True, slots=True)
class _Value:
    """The new value of the setting named by `key`: a text that can be read, or a photo."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        _index, setting = SETTINGS[answers["key"]]
        clear = (Option(_("Effacer"), ""),) if setting.clearable else ()
        takes = frozenset({Kind.PHOTO}) if setting.photo else frozenset()
        return Question((_(setting.question),), clear, takes=takes, free=setting.key in SENTENCES)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        _index, setting = SETTINGS[answers["key"]]
        if reply.option is not None or (setting.photo and reply.kept):
            return reply.kept
        if setting.photo:
            raise Unreadable(N_("J'attends une photo."))
        text = reply.text.strip()
        if not text or len(text) > _LONGEST:
            raise Unreadable(N_("J'attends un texte court."))
        try:
            setting.changes(text)
        except BusinessError as refusal:
            raise Unreadable(explain(refusal)) from None
        return text

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])


async def _change(uow: UnitOfWork, visit: Visit, key: str, value: str) -> Sequence[Say]:
    index, setting = SETTINGS[key]
    company = await companies.change(uow, **setting.changes(value or (None if setting.photo else "")))
    return [visit.show(_group_card(company, index), fresh=True)]


def _contents(company: Company) -> Screen:
    """The groups, and what each holds."""
    lines: tuple[Line, ...] = (("⚙️ ", bold(_("Réglages")), f" · {company.name}"),)
    rows = in_rows(
        [Button(_(group.title), Tap("settings", company.id, number).packed()) for number, group in enumerate(GROUPS, 1)]
    )
    money = (Button(_("🏦 Comptes et caisses"), Tap("money-places", company.id).packed()),)
    return Screen(lines, (*rows, money), card=_CARD)


def _group_card(company: Company, index: int) -> Screen:
    group = GROUPS[index]
    lines: list[Line] = [("⚙️ ", bold(_(group.title)))]
    lines += [f"{_(one.label)}{_(' : ')}{one.show(company) or '—'}" for one in group.settings if not one.is_switch]
    lines += [italic(_(group.note))] if group.note else []
    buttons = in_rows([_button_of(company, one) for one in group.settings if not one.is_switch], 3)
    switches = in_rows([_button_of(company, one) for one in group.settings if one.is_switch], 1)
    back = (Button(_("« Réglages"), Tap("settings", company.id).packed()),)
    return Screen(tuple(lines), (*buttons, *switches, back), card=_CARD)


def _button_of(company: Company, setting: Setting) -> Button:
    """A switch carries the value it leads to; any other button asks for the value."""
    if not setting.is_switch:
        return Button(_(setting.label), Tap("setting", company.id, arguments=(setting.key,)).packed())
    on = bool(getattr(company, setting.key))
    data = Tap("setting-set", company.id, arguments=(setting.key, "1" if on else "0")).packed()
    return Button(f"{'✅' if on else '⬜'} {_(setting.label)}", data)


def _choices_card(company: Company, index: int, setting: Setting) -> Screen:
    current = getattr(company, setting.key)
    buttons = [
        Button(
            ("✓ " if value == current else "") + _(label),
            Tap("setting-set", company.id, arguments=(setting.key, str(number))).packed(),
        )
        for number, (value, label) in enumerate(setting.choices)
    ]
    back = (Button(_("« Retour"), Tap("settings", company.id, index + 1).packed()),)
    asked = (_(setting.question),) if setting.question else ()
    return Screen((("⚙️ ", bold(_(setting.label))), *asked), (*in_rows(buttons, 1), back), card=_CARD)


def _named(tap: Tap) -> tuple[int, Setting]:
    key = tap.arguments[0] if tap.arguments else ""
    if key not in SETTINGS:
        raise NotFound("button", tap.verb)
    return SETTINGS[key]


CHANGE_SETTING: Final = Flow(
    "company:setting", steps=(Given("key"), _Value("value")), run=_change, title=N_("Réglage de l'entreprise")
)
