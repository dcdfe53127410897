"""The receiver signs once, with his reserves."""

import asyncio
from typing import Any

import pytest

from core.kernel.errors import IllegalTransition, Invalid
from core.permissions import Actor
from core.sales import deliveries
from core.sales.deliveries.errors import AlreadySigned
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from tests.core.sales.deliveries.shop import Shop, some

on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
DRAWN = "a" * 64
SIGNED = {"name": "Marc Dupont", "role": "gérant", "signature_sha256": DRAWN, "reserves": "1 radiateur abîmé"}


async def test_a_signature_sent_twice_at_once_is_one(shop: Shop) -> None:
    done = await _delivered(shop)
    first, second = await asyncio.gather(*(_signed(shop, done.id) for _sent in range(2)))
    assert (first.signed_by, first.signed_role, first.reserves) == ("Marc Dupont", "gérant", "1 radiateur abîmé")
    assert first.signature_sha256 == DRAWN
    assert first.version == second.version == done.version + 1


@pytest.mark.parametrize("other", [{"name": "Jean"}, {"signature_sha256": "b" * 64}, {"reserves": ""}])
async def test_another_signature_does_not_take_its_place(shop: Shop, other: dict[str, Any]) -> None:
    done = await _delivered(shop)
    await _signed(shop, done.id)
    with pytest.raises(AlreadySigned) as refused:
        await _signed(shop, done.id, **other)
    assert (refused.value.number, refused.value.by) == (done.number, "Marc Dupont")


async def test_a_typed_name_signs_without_a_drawing(shop: Shop) -> None:
    done = await _delivered(shop)
    assert (await _signed(shop, done.id, signature_sha256=None)).signed_at is not None


async def test_only_what_is_delivered_is_signed_and_by_somebody(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="4"), "4"))
    planned = await shop.plan(order.id)
    with pytest.raises(IllegalTransition):
        await _signed(shop, planned.id)
    await shop.deliver(planned.id)
    for wrong in ({"name": " "}, {"signature_sha256": "drawn"}, {"reserves": "x" * 1001}):
        with pytest.raises(Invalid):
            await _signed(shop, planned.id, **wrong)


@on_both
async def test_remarks_that_two_people_note_at_once_are_both_kept(shop: Shop) -> None:
    done = await _delivered(shop)
    await asyncio.gather(
        _noted(shop, shop.driver, done.id, "carton mouillé"), _noted(shop, shop.seller, done.id, "vitre rayée")
    )
    assert set((await _read(shop, done.id)).reserves.splitlines()) == {"carton mouillé", "vitre rayée"}
    await _noted(shop, shop.driver, done.id, "vitre rayée")
    assert len((await _read(shop, done.id)).reserves.splitlines()) == 2, "the same is noted once"


@on_both
async def test_a_typed_signature_keeps_the_remark_that_was_noted_meanwhile(shop: Shop) -> None:
    done = await _delivered(shop)

    async def signed() -> None:
        await asyncio.sleep(0.1)
        async with shop.work.begin(shop.seller) as uow:
            await deliveries.sign(uow, done.id, name="Mme Caron")

    await asyncio.gather(_noted(shop, shop.driver, done.id, "carton mouillé"), signed())
    kept = await _read(shop, done.id)
    assert (kept.signed_by, kept.reserves) == ("Mme Caron", "carton mouillé")


async def test_remarks_that_grow_too_long_are_refused_and_those_before_stand(shop: Shop) -> None:
    done = await _delivered(shop)
    await _noted(shop, shop.driver, done.id, "x" * 900)
    with pytest.raises(Invalid):
        await _noted(shop, shop.driver, done.id, "y" * 100)
    assert (await _read(shop, done.id)).reserves == "x" * 900


async def test_a_photo_keeps_its_words(shop: Shop) -> None:
    done = await _delivered(shop)
    async with shop.work.begin(shop.driver) as uow:
        kept = await deliveries.add_photo(uow, done.id, sha256="c" * 64, caption="  carton écrasé ")
    assert kept.photos == [{"sha256": "c" * 64, "caption": "carton écrasé"}]


async def test_a_photo_is_kept_once(shop: Shop) -> None:
    done = await _delivered(shop)
    for sha256 in ("c" * 64, "d" * 64, "c" * 64):
        async with shop.work.begin(shop.driver) as uow:
            kept = await deliveries.add_photo(uow, done.id, sha256=sha256)
    assert [photo["sha256"] for photo in kept.photos] == ["c" * 64, "d" * 64]


async def test_a_closed_delivery_is_closed_once_and_knows_its_signature(shop: Shop) -> None:
    done = await _delivered(shop)
    await _signed(shop, done.id)
    assert (await shop.close(done.id)).state is DeliveryState.CLOSED
    with pytest.raises(IllegalTransition):
        await shop.close(done.id)
    assert (await _signed(shop, done.id)).signed_by == "Marc Dupont"


async def _delivered(shop: Shop) -> Delivery:
    order = await shop.order(some(await shop.product(many="4"), "4"))
    return await shop.deliver_order(order.id)


async def _noted(shop: Shop, actor: Actor, delivery_id: int, text: str) -> None:
    async with shop.work.begin(actor) as uow:
        await deliveries.note_reserves(uow, delivery_id, reserves=text)
        await asyncio.sleep(0.2)  # the other one comes meanwhile


async def _read(shop: Shop, delivery_id: int) -> Delivery:
    async with shop.work.read(shop.seller) as db:
        return await deliveries.read(db, delivery_id)


async def _signed(shop: Shop, delivery_id: int, **other: Any) -> Delivery:
    async with shop.work.begin(shop.driver) as uow:
        return await deliveries.sign(uow, delivery_id, **{**SIGNED, **other})
