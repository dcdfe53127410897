"""Vérifie une archive annuelle de Carnet, sans Carnet et sans connexion : Python 3.8 ou plus récent suffit.

    python3 verify.py                 dans le dossier où l'archive a été décompressée
    python3 verify.py archive.zip     ou sur l'archive elle-même

1. Chaque fichier a l'empreinte SHA-256 que dit SHA256SUMS.
2. Chaque maillon de chain.jsonl se recalcule à partir du précédent.
3. Chaque maillon nomme une ligne des fichiers data/<nature>.jsonl, qui dit encore ce qu'elle disait.
4. Chaque facture a sa pièce, avec l'empreinte que la chaîne a retenue (data/copy.jsonl) ; à défaut, celle que dit
   data/invoice.jsonl, quand la pièce a été imprimée après l'année. Celles qui manquent sont nommées.
5. Chaque écriture du fichier fec/ a le jour, les comptes et les montants de data/entry.jsonl, et aucune n'y manque.
Le résultat est écrit ; le code de sortie est 0 quand tout est intact, 1 sinon.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SUMS = "SHA256SUMS"
CHUNK = 1 << 20


class Folder:
    """Les fichiers d'un dossier."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def names(self) -> list[str]:
        found = (path for path in self.place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return sorted(path.relative_to(self.place).as_posix() for path in found)

    def open(self, name: str) -> Any:
        return (self.place / name).open("rb")


class Zip:
    """Les fichiers d'une archive."""

    def __init__(self, place: Path) -> None:
        self.archive = zipfile.ZipFile(place)

    def names(self) -> list[str]:
        return sorted(self.archive.namelist())

    def open(self, name: str) -> Any:
        return self.archive.open(name)


def main(arguments: list[str]) -> int:
    """Ce que dit la vérification, sur la sortie standard ; 0 quand tout est intact."""
    faults: list[str] = []
    told = ""
    try:
        place = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
        files = Folder(place) if place.is_dir() else Zip(place)
        check_files(files, faults.append)
        told = check_chain(files, faults.append) + check_pieces(files, faults.append)
        check_fec(files, faults.append)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        faults.append(f"archive illisible : {error!r}")
    for fault in faults[:20]:
        sys.stdout.write(f"ERREUR : {fault}\n")
    sys.stdout.write(f"Archive altérée : {len(faults)} erreur(s).\n" if faults else f"Archive intacte. {told}\n")
    return 1 if faults else 0


def check_files(files: Folder | Zip, wrong: Callable[[str], None]) -> None:
    """Chaque fichier est là avec son empreinte, et il n'y en a pas d'autre."""
    sums = {}
    for line in lines_of(files, SUMS):
        sha256, _, name = line.partition("  ")
        sums[name] = sha256
    names = set(files.names()) - {SUMS}
    for name in sorted(names - set(sums)):
        wrong(f"{name} n'est pas dans {SUMS}")
    for name, sha256 in sums.items():
        if name not in names:
            wrong(f"{name} manque")
        elif hash_of_file(files, name) != sha256:
            wrong(f"{name} a été modifié")


def check_chain(files: Folder | Zip, wrong: Callable[[str], None]) -> str:
    """Chaque maillon tient au précédent, chaque ligne à son maillon ; rend le résumé."""
    manifest = json.loads("\n".join(lines_of(files, "manifest.json")))
    contents: dict[tuple[str, int], str] = {}
    sequence, before = manifest["first"] - 1, manifest["before"]
    for line in lines_of(files, "chain.jsonl"):
        link = json.loads(line)
        sequence += 1
        if link["sequence"] != sequence:
            wrong(f"maillon {sequence} : absent")
            sequence = link["sequence"]
        elif hash_of_link(before, link) != link["hash"]:
            wrong(f"maillon {sequence} : modifié")
        before = link["hash"]
        contents[link["kind"], link["subject_id"]] = link["content"]
    if (sequence, before) != (manifest["last"], manifest["after"]):
        wrong(f"la chaîne s'arrête au maillon {sequence}, et non au maillon {manifest['last']}")
    count = check_rows(files, contents, wrong)
    return f"{manifest['last'] - manifest['first'] + 1} maillons, {count} lignes, dernier maillon {before}"


def check_rows(files: Folder | Zip, contents: dict[tuple[str, int], str], wrong: Callable[[str], None]) -> int:
    """Chaque ligne dit ce que son maillon a retenu d'elle, et aucune ne manque ; rend leur nombre."""
    count = 0
    for name in files.names():
        if not name.startswith("data/"):
            continue
        kind = name[len("data/") : -len(".jsonl")]
        for line in lines_of(files, name):
            said = json.loads(line)["said"]
            what = f"{kind} {said['id']} {said.get('number') or ''}".rstrip()
            content = contents.pop((kind, said["id"]), None)
            if content is None:
                wrong(f"{what} : aucun maillon ne la nomme")
            elif content != hash_of(said):
                wrong(f"{what} : modifiée")
            count += 1
    for kind, number in contents:
        wrong(f"{kind} {number} : absente")
    return count


def check_pieces(files: Folder | Zip, wrong: Callable[[str], None]) -> str:
    """Chaque facture a sa pièce, telle que la chaîne l'a retenue ; rend ce qui manquait déjà."""
    names, lacking = set(files.names()), json.loads("\n".join(lines_of(files, "manifest.json")))["missing"]
    chained = {row["said"]["number"]: row["said"]["sha256"] for row in rows_of(files, "copy")}
    noted = {row["said"]["number"]: row["beside"].get("pdf_sha256") for row in rows_of(files, "invoice")}
    for number, sha256 in {**noted, **chained}.items():
        if number in noted and noted[number] != sha256:
            wrong(f"l'empreinte notée sur {number} n'est pas celle que la chaîne a retenue")
        name = "pieces/" + "".join(one if one.isalnum() or one in "-_." else "_" for one in number) + ".pdf"
        if name in names:
            if sha256 and hash_of_file(files, name) != sha256:
                wrong(f"{name} n'est pas la pièce de {number}")
        elif number not in lacking:
            wrong(f"{name} manque : la pièce de {number}")
    return f". ATTENTION, {len(lacking)} pièce(s) sans PDF : {', '.join(lacking)}" if lacking else ""


def check_fec(files: Folder | Zip, wrong: Callable[[str], None]) -> None:
    """Chaque écriture du FEC est celle de la chaîne ; celles d'autres archives ne sont pas connues ici."""
    known = {row["said"]["number"]: row["said"] for row in rows_of(files, "entry")}
    for name in files.names():
        if not (name.startswith("fec/") and "notice" not in name):
            continue
        found = entries_of(files, name)
        days = [day for day, _lines in found.values()]
        for number, said in known.items():
            lines = sorted((line["account"], cents(line["debit"]), cents(line["credit"])) for line in said["parts"][0])
            day = said["on"].replace("-", "")
            if number in found and found[number] != (day, lines):
                wrong(f"{name} : l'écriture {number} n'est pas celle de la chaîne")
            elif number not in found and days and min(days) <= day <= name[-12:-4]:
                wrong(f"{name} : l'écriture {number} manque")
        if known:
            for number in sorted(number for number in found if number > max(known)):
                wrong(f"{name} : l'écriture {number} n'est pas dans la chaîne")


def entries_of(files: Folder | Zip, name: str) -> dict[int, tuple[str, list[tuple[str, int, int]]]]:
    """Les écritures d'un FEC, par leur numéro : le jour, et chaque ligne avec son compte et ses centimes."""
    with files.open(name) as file:
        table = [line.split("\t") for line in file.read().decode("iso-8859-15").splitlines()]
    at = {column: place for place, column in enumerate(table[0])}
    found: dict[int, tuple[str, list[tuple[str, int, int]]]] = {}
    for row in table[1:]:
        _day, lines = found.setdefault(int(row[at["EcritureNum"]]), (row[at["EcritureDate"]], []))
        lines.append((row[at["CompteNum"]], cents(row[at["Debit"]]), cents(row[at["Credit"]])))
        lines.sort()
    return found


def rows_of(files: Folder | Zip, kind: str) -> list[Any]:
    name = f"data/{kind}.jsonl"
    return [json.loads(line) for line in lines_of(files, name)] if name in files.names() else []


def cents(said: str) -> int:
    """« 12,50 » ou « 12.5 » en centimes."""
    units, _, rest = said.replace(",", ".").partition(".")
    return int(units) * 100 + int((rest + "00")[:2])


def hash_of(said: Any) -> str:
    """L'empreinte d'une ligne : son JSON en UTF-8, clés dans l'ordre."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def hash_of_link(before: str, link: dict[str, Any]) -> str:
    """L'empreinte d'un maillon : celle du précédent, son rang, ce qu'il nomme, son moment, son contenu."""
    parts = [before, *(str(link[name]) for name in ("sequence", "kind", "subject_id", "at", "content"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def hash_of_file(files: Folder | Zip, name: str) -> str:
    digest = hashlib.sha256()
    with files.open(name) as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def lines_of(files: Folder | Zip, name: str) -> Iterator[str]:
    with files.open(name) as file:
        for line in file:
            yield line.decode("utf-8").rstrip("\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
