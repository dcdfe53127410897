"""The fixed words of the signature page, in the current language."""

from collections.abc import Mapping

from core.i18n import _


def page_words() -> Mapping[str, str]:
    """By their place in page/sign.html."""
    return {
        "title": _("Signer"),
        "loading": _("Un instant…"),
        "no_script": _("Cette page a besoin de JavaScript."),
        "name": _("Votre nom"),
        "role": _("Votre fonction"),
        "role_hint": _("gérant, magasinier, conjoint…"),
        "reserves": _("Vos réserves, s'il y en a"),
        "reserves_hint": _("un carton abîmé, une pièce manquante…"),
        "pad": _("Signez ici avec le doigt"),
        "clear": _("Effacer"),
        "typed_words": _("Bon pour accord, sous le nom de"),
        "sign": _("Signer"),
        "draw_instead": _("Dessiner ma signature"),
        "type_instead": _("Signer sans dessiner"),
        "close": _("Fermer"),
        "outside": _("Cette page s'ouvre depuis la conversation, par le bouton « Signer »."),
        "old": _(
            "Cette page est ouverte depuis trop longtemps. Fermez-la et rouvrez-la depuis la conversation :"
            " rien n'est perdu."
        ),
        "offline": _("Pas de réseau. Rien n'est perdu : je réessaie."),
        "sending": _("J'envoie…"),
        "nameless": _("Écrivez d'abord votre nom."),
        "empty": _("Signez dans le cadre, ou touchez « Signer sans dessiner »."),
        "changed": _("Le document a changé depuis : relisez-le, puis signez à nouveau."),
    }
