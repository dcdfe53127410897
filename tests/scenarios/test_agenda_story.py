"""Reminders, tasks, appointments and days, as people ask for them in the chat."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.company.models import WorkingHours
from core.db.scope import ALL_COMPANIES
from core.permissions import Role
from tests.scenarios.harness import Scene

PARIS = ZoneInfo("Europe/Paris")
CARD = "mar. 24 nov. 2026 à 09:00"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_reminder_comes_at_its_hour_and_can_wait(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    noted = await seller.say("rappelle moi demain 9h d'appeler girard")
    assert CARD in noted.text
    assert "Appeler" in noted.text
    assert "Girard" in noted.text
    assert "☎️" in noted.text
    before = len(await seller.see())
    await scene.wait_until(at(24, 8, 59))
    assert len(await seller.see()) == before
    await scene.wait_until(at(24, 9))
    rung = await seller.last()
    assert "⏰ Rappel" in rung.text
    assert "retard" not in rung.text
    later = await seller.tap("+1 h", on=rung)
    assert "24 nov. 2026 à 10:00" in later.text
    await scene.wait_until(at(24, 10))
    done = await seller.tap("Fait", on=await seller.last())
    assert "✅ Fait" in done.text
    assert "↩️ À refaire" in done.buttons
    await scene.wait_until(at(27, 10))
    assert "✅ Fait" in (await seller.last()).text, "what is done is not said again"


@pytest.mark.parametrize(
    "said",
    [
        "rappelle-moi lundi et jeudi à 8h de sortir les bacs",
        "rappelle-moi tous les lundis sauf en août 8h de nourrir le chat",
        "rappelle-moi tous les jours 8h de nourrir le chat sauf pendant les vacances",
    ],
)
async def test_a_moment_understood_in_part_is_asked(scene: Scene, said: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "Quand ?" in (await seller.say(said)).text


async def test_a_day_inside_the_words_is_not_the_moment(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    noted = await seller.say("rappelle moi demain 9h d'appeler girard pour le rdv de jeudi")
    assert CARD in noted.text
    assert "pour le rdv de jeudi" in noted.text


async def test_a_task_of_every_week_is_left_out_once_or_for_good(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    noted = await seller.say("tâche tous les vendredis 16h : ranger le dépôt")
    assert "🔁 tous les vendredis" in noted.text
    assert "27 nov. 2026 à 16:00" in noted.text
    skipped = await seller.tap("Cette fois", on=noted)
    assert "✖️ Annulé" in skipped.text
    listed = await seller.say("mes rappels")
    assert "4 déc. 2026 à 16:00" in listed.text
    week = await seller.say("mon planning le 11 décembre")
    assert "16:00 ranger le dépôt" in week.text
    await seller.tap("ranger", on=listed)
    ended = await seller.tap("Toujours", on=await seller.last())
    assert "✖️ Annulé" in ended.text
    assert "Rien à faire" in (await seller.say("mes rappels")).text


async def test_a_reminder_said_below_a_card_is_about_what_it_shows(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis dupont menuiserie 3 radiateurs 1000w")
    await seller.tap("Valider")
    quote = await seller.card()
    noted = await seller.say("rappelle-moi demain 9h", reply_to=quote)
    assert CARD in noted.text
    assert "👤 Dupont Menuiserie" in noted.text
    assert any("DE2611-0001" in label for label in noted.buttons)
    paper = next(seen for seen in await seller.see() if seen.document)
    below = await seller.say("rappelle-moi jeudi 9h", reply_to=paper)
    assert any("DE2611-0001" in label for label in below.buttons), "its PDF is the quote too"


async def test_ones_own_public_holidays(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "vos jours fériés : Alsace" in (await seller.say("je suis en alsace")).text
    assert await postcodes_of_holidays(scene) == ["67000"]
    await seller.say("mon code postal 97400")
    assert await postcodes_of_holidays(scene) == ["97400"]


async def postcodes_of_holidays(scene: Scene) -> list[str]:
    async with scene.database.reading() as session:
        return list(await session.scalars(select(WorkingHours.postcode), execution_options={ALL_COMPANIES: True}))


async def test_whoever_travels_reads_the_same_moments_on_his_own_clocks(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("rdv girard jeudi 14h")
    await seller.say("rappelle-moi tous les jours 9h de relever les mails")
    told = await seller.say("fuseau réunion")
    assert "Indian/Reunion" in told.text
    assert "1 moment déjà noté reste le même" in told.text
    listed = await seller.say("mes rappels")
    assert "jeu. 26 nov. 2026 à 17:00" in listed.text
    assert "mar. 24 nov. 2026 à 09:00" in listed.text
    await scene.wait_until(at(24, 5, 59))
    before = len(await seller.see())
    await scene.wait_until(at(24, 6))
    assert "Relever les mails" in list(await seller.see())[before:][0].text, "nine o'clock there"
    await scene.wait_until(at(26, 12, 59))
    before = len(await seller.see())
    await scene.wait_until(at(26, 13))
    assert "Girard" in list(await seller.see())[before:][0].text, "an hour before, as ever"


async def test_a_call_of_yesterday_says_so(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    noted = await seller.say("appelé girard hier")
    assert "Appel noté" in noted.text
    assert "hier" in noted.text


async def test_what_somebody_who_goes_was_to_do_waits_for_another(scene: Scene) -> None:
    owner, technician, seller = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN, Karim=Role.SALES)
    await owner.say("/start")
    await technician.say("/start")
    await seller.say("demande à julien de rappeler girard jeudi 9h")
    await technician.tap("OK", on=await technician.last())
    await owner.say("bloque julien")
    told = await seller.card("n'est plus de l'équipe")
    await seller.tap("rappeler", on=told)
    await seller.tap("À un autre", on=await seller.last())
    await seller.tap("Sophie", on=await seller.last())
    asked = await owner.last()
    assert "Karim Belkacem vous demande" in asked.text
    assert "Carrosserie Girard" in asked.text


async def test_a_stale_button_shows_what_has_become_of_it(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    noted = await seller.say("rappelle moi demain 9h d'appeler girard")
    await seller.tap("Fait", on=noted)
    await seller.press(noted.id, noted.data("+1 h"))
    assert "✅ Fait" in (await seller.card("Rappel")).text
    await seller.press(noted.id, noted.data("Fait"))
    assert "✅ Fait" in (await seller.card("Rappel")).text


async def test_the_moment_is_asked_when_it_is_not_said_and_can_be_changed_by_words(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "Quand ?" in (await seller.say("rappelle moi d'appeler girard")).text
    assert "moment" in (await seller.say("bof")).text
    assert CARD in (await seller.say("demain 9h")).text
    assert "ven. 27 nov. 2026 à 09:00" in (await seller.say("plutôt vendredi")).text
    assert "jeu. 26 nov. 2026 à 14:00" in (await seller.say("non jeudi 14h")).text
    await seller.tap("Choisir")
    await seller.tap("Lundi 9 h")
    assert "lun. 30 nov. 2026 à 09:00" in (await seller.last()).text


async def test_what_was_missed_says_so(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("rappelle moi demain 9h d'appeler girard")
    scene.clock.now = at(24, 11)  # nothing ran meanwhile
    await scene.wait_until(at(24, 11))
    assert "En retard : c'était pour mar. 24 nov. 2026 à 09:00" in (await seller.last()).text


async def test_the_past_is_refused_with_a_sentence(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "déjà passé" in (await seller.say("rappelle moi aujourd'hui 8h d'appeler girard")).text


async def test_every_monday(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    noted = await seller.say("rappelle-moi tous les lundis 8h de faire le point stock")
    assert "🔁 tous les lundis" in noted.text
    assert "lun. 30 nov. 2026 à 08:00" in noted.text
    before = len(await seller.see())
    for many, monday in enumerate((30, 37, 44), 1):
        await scene.wait_until(at(1, 12) + timedelta(days=monday - 1))
        assert len(await seller.see()) == before + many


async def test_a_colleague_is_asked_answers_and_is_reminded_once(scene: Scene) -> None:
    owner, julien = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("/start")
    asked = await owner.say("dis à julien de passer chez tilleuls jeudi")
    assert "jeu. 26 nov. 2026" in asked.text
    assert "Demandé par Sophie Marchand à Julien Petit" in asked.text
    told = await julien.last()
    assert "Sophie Marchand vous demande" in told.text
    assert {"👍 OK", "🚫 Pas possible", "❓ Quand ?"} <= set(told.buttons)
    await julien.tap("Pas possible", on=told)
    await julien.say("en congé jeudi")
    refused = await owner.last()
    assert "Julien Petit ne peut pas" in refused.text
    assert "en congé jeudi" in refused.text
    await owner.tap("À un autre", on=refused)
    assert "À qui" in (await owner.last()).text


async def test_silence_for_a_day_is_told_once(scene: Scene) -> None:
    owner, julien = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("/start")
    await owner.say("tâche pour julien : ranger le dépôt")
    await scene.wait_until(at(24, 12))
    assert "sans réponse" in (await owner.last()).text
    heard = len(await owner.see())
    await scene.wait_until(at(30, 12))
    assert len(await owner.see()) == heard


async def test_days_of_one_and_of_all(scene: Scene) -> None:
    owner, julien = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("/start")
    await owner.say("rdv girard demain 14h")
    await owner.say("tâche pour julien : ranger le dépôt demain")
    day = await owner.say("mon planning demain")
    assert "14:00–15:00" in day.text
    assert "Libre : 08:00–14:00, 15:00–18:00" in day.text
    assert "dépôt" not in day.text
    team = await owner.say("qui fait quoi demain")
    assert "Julien Petit" in team.text
    assert "dépôt" in team.text
    assert "dépôt" in (await owner.say("planning julien demain")).text
    assert "Rien de prévu" in (await owner.say("planning julien vendredi")).text
    assert "dépôt" in (await julien.say("mes tâches")).text
    assert "dépôt" not in (await julien.say("qui fait quoi demain")).text
    assert "👥 Demandé à d'autres (1)" in (await owner.say("mes rappels")).buttons


async def test_a_call_is_noted_with_its_reminder(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    reminder = await seller.say("appelé girard, rappelle lundi")
    assert "lun. 30 nov. 2026" in reminder.text
    assert "Rappeler" in reminder.text
    assert any("Appel noté" in seen.text for seen in await seller.answers())


async def test_without_an_address_there_is_no_calendar_to_give(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "n'a pas d'adresse" in (await seller.say("lien calendrier")).text


async def test_leave_and_quiet_hours_are_said_in_words(scene: Scene) -> None:
    owner, julien = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN)
    assert "Absent du mar. 24 nov. 2026 au ven. 27 nov. 2026" in (await julien.say("congés du 24 au 27 novembre")).text
    scene.clock.now = at(24, 10)
    before = len(await julien.see())
    await owner.say("tâche pour julien : ranger le dépôt")
    assert len(await julien.see()) == before
    await scene.wait_until(at(30, 7))
    assert "vous demande" in (await julien.last()).text
    assert "rien ne vous dérange" in (await julien.say("ne me dérange pas de 19h à 8h")).text
    assert "Indian/Reunion" in (await julien.say("fuseau réunion")).text


async def test_a_reminder_said_in_one_breath_with_something_else_is_noted_beside(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 clim 3,5 et rappelle moi jeudi de le relancer")
    assert "Girard" in (await seller.card("TTC")).text
    reminder = await seller.card("⏰ Rappel")
    assert "jeu. 26 nov. 2026" in reminder.text
    assert "Girard" in reminder.text


async def test_a_reply_in_words_does_what_the_buttons_do(scene: Scene) -> None:
    owner, julien = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("/start")
    await owner.say("tâche pour julien : ranger le dépôt")
    told = await julien.last()
    assert (
        "🚫 Pas possible : la clé est chez Karim"
        in (await julien.say("non, la clé est chez Karim", reply_to=told)).text
    )
    assert "la clé est chez Karim" in (await owner.last()).text
    assert "👍 Accepté" in (await julien.say("ok", reply_to=await julien.last())).text
    assert "✅ Fait" in (await julien.say("c'est fait", reply_to=await julien.last())).text
    assert "Julien Petit l'a fait" in (await owner.last()).text


async def test_the_ordinary_words_of_a_day(scene: Scene) -> None:
    (owner, julien) = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("/start")
    assert "Qui fait quoi · lun. 23 nov. 2026" in (await owner.say("qui fait quoi aujourd'hui")).text
    assert "Votre planning · lun. 23 nov. 2026" in (await owner.say("mon planning aujourd'hui")).text
    assert "Julien Petit · lun. 23 nov. 2026" in (await owner.say("planning julien aujourd’hui")).text
    given = (await owner.say("dis à julien d'aller chez girard jeudi 10h")).text
    assert "Tâche · jeu. 26 nov. 2026 à 10:00" in given
    assert "à Julien Petit" in given
    assert "lun. 23 nov. 2026 à 18:00" in (await owner.say("rappelle moi à 18h d'appeler girard")).text
    assert "lun. 23 nov. 2026 à 18:00" in (await owner.say("rappelle moi 18h fermer l'atelier")).text
    for said in ("rdv girard demain 14h-16h", "rdv girard demain de 14h à 16h", "rdv girard demain 14h 2h"):
        assert "Rendez-vous · mar. 24 nov. 2026, 14:00–16:00" in (await owner.say(said)).text


async def test_who_is_nobody_here_is_not_told_and_that_is_said(scene: Scene) -> None:
    owner, julien, _karim = await scene.staff(Sophie=Role.OWNER, Julien=Role.TECHNICIAN, Karim=Role.SALES)
    await julien.say("/start")
    asked = await owner.say("dis à bob de passer jeudi")
    assert "Personne n'est prévenu" in asked.text
    before = len(await julien.see())
    given = await owner.tap("Julien Petit", on=asked)
    assert "Demandé par Sophie Marchand à Julien Petit" in given.text
    assert len(await julien.see()) == before + 1


async def test_a_call_to_one_of_several_is_asked_about_and_noted_with_what_follows(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("appelé martin, rappelle lundi 9h")
    assert "Quel client" in asked.text
    await seller.tap("Martin Plomberie", on=asked)
    noted = await seller.card("Rappel")
    assert "Rappeler Martin Plomberie" in noted.text
    assert "lun. 30 nov. 2026 à 09:00" in noted.text


async def test_an_edited_message_changes_what_it_noted(scene: Scene) -> None:
    owner, julien = await scene.staff(Marie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("/start")
    noted = await owner.say("rappelle moi demain 9h d'appeler girard")
    changed = await owner.edit(noted.id - 1, "rappelle moi demain 10h d'appeler martinez")
    assert (changed.id, "à 10:00" in changed.text, "Martinez" in changed.text) == (noted.id, True, True)
    assert "girard" not in (await owner.say("mes rappels")).text.lower()
    asked = await owner.say("dis à julien de passer chez girard jeudi 10h")
    assert "vous demande" in (await julien.last()).text
    assert "11:00" in (await owner.edit(asked.id - 1, "dis à julien de passer chez girard jeudi 11h")).text
    assert "11:00" in (await julien.last()).text


async def test_the_same_sentence_sent_twice_is_noted_once(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("rappelle moi demain 9h d'appeler girard")
    scene.clock.advance(seconds=20)
    assert "Je l'ai déjà" in (await seller.say("rappelle moi demain 9h d'appeler girard")).text
    assert (await seller.say("mes rappels")).text.count("ppeler") == 1


async def test_leaves_add_up_and_whoever_asks_is_told(scene: Scene) -> None:
    owner, julien = await scene.staff(Marie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("congés du 24 au 27 novembre")
    both = await julien.say("congés du 28 décembre au 3 janvier")
    assert "mar. 24 nov. 2026" in both.text
    assert "dim. 3 janv. 2027" in both.text
    assert "finissent avant" in (await julien.say("congés du 10 au 3 décembre")).text
    asked = await owner.say("dis à julien de passer chez girard jeudi 10h")
    assert "Julien Petit ne travaille pas ce jour-là" in asked.text
    assert "ne travaille pas" not in (await owner.say("dis à julien de passer chez girard mardi 1er décembre")).text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("tous les lundis et jeudis 8h", "chaque semaine : lundi et jeudi"),
        ("un mardi sur deux", "toutes les 2 semaines : mardi"),
        ("le dernier vendredi de chaque mois", "le dernier vendredi de chaque mois"),
        ("tous les 3 mois", "tous les 3 mois"),
        ("tous les jours ouvrés à 7h30", "du lundi au vendredi"),
        ("tous les ans le 5 mars", "tous les ans"),
        ("tous les jours sauf le dimanche 8h", "chaque semaine : lundi, mardi, mercredi, jeudi, vendredi et samedi"),
        ("tous les lundis 8h jusqu'au 31 décembre", "tous les lundis, jusqu'au jeu. 31 déc. 2026"),
        ("tous les jours 8h jusqu'à fin mars", "tous les jours, jusqu'au mer. 31 mars 2027"),
    ],
)
async def test_how_it_comes_back_is_said(scene: Scene, said: str, shown: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert f"🔁 {shown}" in (await seller.say(f"rappelle moi {said} de faire le point")).text


async def test_a_week_is_shown_day_by_day(scene: Scene) -> None:
    owner, julien = await scene.staff(Marie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("rdv girard jeudi 10h")
    await julien.say("rdv martinez lundi 14h")
    own = await julien.say("mon planning cette semaine")
    assert "Votre semaine" in own.text
    assert "jeu. 26 nov. 2026\n🗓 10:00–11:00" in own.text
    assert "14:00" not in own.text
    assert "14:00" in (await julien.tap("▶️", on=own)).text
    assert "Semaine de Julien" in (await owner.say("planning de la semaine prochaine de julien")).text
    assert "Semaine de Julien" in (await owner.say("planning julien cette semaine")).text
    assert "Votre semaine" in (await owner.say("planning de la semaine")).text


async def test_what_stands_is_found_by_words_and_cancelled_by_one(scene: Scene) -> None:
    owner, julien = await scene.staff(Marie=Role.OWNER, Julien=Role.TECHNICIAN)
    await julien.say("rappelle moi demain 9h d'appeler girard")
    await julien.say("rdv girard jeudi 14h")
    await julien.say("rdv martinez le 12 janvier 10h")
    assert "09:00" in (await julien.say("mes rappels de demain")).text
    assert "Votre semaine" in (await julien.say("mes rdv de la semaine")).text
    january = await julien.say("mes rdv de janvier")
    assert "12 janv. 2027" in january.text
    assert "jeu. 26" not in january.text
    assert "Rien de tel" in (await julien.say("mes rappels de janvier")).text
    several = await julien.say("annule le rdv")
    assert len(several.buttons) == 2
    assert "14:00" in (await julien.say("annule le rdv girard")).text
    assert "Annulé" in (await julien.say("annule")).text
    assert "Rien de tel" in (await julien.say("supprime mon rdv de jeudi")).text
    await owner.say("dis à julien de passer chez girard vendredi")
    assert "Julien Petit" in (await owner.say("annule la tâche de julien")).text
    assert "Rien de tel" in (await owner.say("annule mes rappels")).text, "those of others are not his"


async def test_what_comes_back_ends_on_its_last_day(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("rappelle-moi tous les jours 10h jusqu'à mercredi de vérifier la caisse")
    for day in range(23, 29):
        await scene.wait_until(at(day, 10))
    rung = [
        one for one in await seller.answers() if "Vérifier la caisse" in one.text and "nov. 2026 à 10:00" in one.text
    ]
    assert {one.text.split(" nov")[0][-2:] for one in rung} == {"23", "24", "25"}
    assert len(rung) == 4, "the card when it was noted, and each of its days"


async def test_several_colleagues_have_it_each_in_his_own_agenda(scene: Scene) -> None:
    owner, julien, karim = await scene.staff(Marie=Role.OWNER, Julien=Role.TECHNICIAN, Karim=Role.SALES)
    for person in (owner, julien, karim):
        await person.say("/start")
    met = await owner.say("rdv demain 14h avec julien et karim chez girard")
    assert "Aussi dans l'agenda de : Julien Petit, Karim Belkacem" in met.text
    for person in (julien, karim):
        assert "14:00" in (await person.last()).text
        await person.tap("OK")
    assert "Julien Petit a dit oui" in "".join(one.text for one in await owner.answers())
    await owner.say("dis à julien et karim de ranger le dépôt vendredi")
    for person in (julien, karim):
        assert "Ranger le dépôt" in (await person.last()).text
    alone = await owner.say("rdv jeudi 10h avec julien martin")
    assert "Aussi dans l'agenda" not in alone.text, "he is somebody else"
