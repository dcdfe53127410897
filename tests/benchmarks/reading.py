"""What reading one typed line costs with many customers and products in memory, and how much memory they take."""

import gc
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from bot.understanding.frames import read_frame
from bot.understanding.frames.world import Memory
from tests.benchmarks import figures

SIZES: Final = ((20_000, 10_000, 10.0), (200_000, 100_000, 60.0))  # customers, products, milliseconds aimed at
_LINES: Final = 400
_NOW: Final = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
_SYLLABLES: Final = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "on", "ou", "er")]
_KINDS: Final = ("Boulangerie", "Garage", "Menuiserie", "Plomberie", "Restaurant", "Hôtel", "Mairie", "SARL", "Cabinet")
_GOODS: Final = ("Tube", "Raccord", "Vanne", "Coude", "Radiateur", "Chaudière", "Disjoncteur", "Câble", "Prise", "Vis")
_ASKED: Final = (
    "devis {who} 3 {what} et 2 {other} remise 10%", "commande {who} 12 {what} livraison jeudi", "reçu 480 chq {who}",
    "combien doit {who}", "rappelle moi demain 10h d'appeler {who}", "prix {what} pour {who}", "stock {what}",
    "tel {who}",     "inter {who} fuite chaudière, changé {what} 1h30 mo", "2h30 chez {who} hier pose {what}",
    "ca du mois par client",
    "livré {who} complet sauf 2 {what}", "facture {who} 4 {what} à 12,50 ht", "merci à demain", "péage 12,50 cb boite",
)  # fmt: skip


def report() -> None:
    """Both sizes, each in a process of its own: the memory of one does not count for the other."""
    print("\nReading a typed line (CPU)                                mean     p95  ms     memory")
    for customers, products, aim in SIZES:
        told = subprocess.run(
            [sys.executable, "-m", __name__, str(customers), str(products)], check=True, capture_output=True, text=True
        )
        mean, p95, megabytes, loaded = map(float, told.stdout.split())
        size = f"{customers:7,} customers, {products:7,} products"
        said = f"(aim: {aim:.0f} ms, {figures.verdict(mean, aim)}; loaded in {loaded:.1f} s)"
        print(f"  {size:48} {mean:8.1f} {p95:7.1f} {megabytes:9.0f} MB  {said}")


def measure(customers: int, products: int) -> tuple[float, float, float, float]:
    """Mean and 95th percentile in milliseconds of CPU, the process's megabytes, and seconds of CPU until loaded."""
    rng = random.Random(1)
    began = time.process_time()
    told = _world(rng, customers, products)
    memory = Memory(told)
    gc.freeze()
    loaded = time.process_time() - began
    seconds = sorted(_seconds(memory, line) for line in _lines(rng, told))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return sum(seconds) / len(seconds) * 1000, figures.percentile(seconds, 0.95) * 1000, most, loaded


def _seconds(memory: Memory, line: str) -> float:
    began = time.process_time()
    read_frame(line, memory.around(line, _NOW, "U1"))
    return time.process_time() - began


def _world(rng: random.Random, customers: int, products: int) -> Mapping[str, Any]:
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(20_000)]
    return {
        "users": [{"code": "U1", "name": "Karim Belkacem"}],
        "customers": [
            {"code": f"C{at:06}", "name": f"{rng.choice(_KINDS)} {rng.choice(words).title()}",
             "city": rng.choice(words),
             "phone": f"04 {at % 90 + 10} {at // 90 % 100:02} {rng.randint(10, 99)} {rng.randint(10, 99)}",
             "contact": rng.choice(words).title()}
            for at in range(customers)
        ],
        "products": [
            {"ref": f"P-{at:06}", "label": f"{rng.choice(_GOODS)} {rng.choice(words)} {rng.randint(10, 60)}",
             "unit": "U"}
            for at in range(products)
        ],
    }  # fmt: skip


def _lines(rng: random.Random, told: Mapping[str, Any]) -> Iterator[str]:
    for at in range(_LINES):
        names = {"who": rng.choice(told["customers"])["name"]}
        names |= {slot: rng.choice(told["products"])["label"] for slot in ("what", "other")}
        yield _ASKED[at % len(_ASKED)].format(**{slot: name.lower() for slot, name in names.items()})


if __name__ == "__main__":
    print(*measure(int(sys.argv[1]), int(sys.argv[2])))
