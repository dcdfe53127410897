"""The life of an invoice: a draft is given up or issued; what is issued never changes (CGI ann. II 242 nonies A)."""

from enum import StrEnum

from core.kernel.lifecycle import Lifecycle


class InvoiceKind(StrEnum):
    """What a document is; `code` in the XML is BT-3 (UNTDID 1001)."""

    INVOICE = "invoice"  # 380; 384 when it replaces one
    DEPOSIT = "deposit"  # 386
    PROGRESS = "progress"  # 380: a share of the works, all shares before deducted
    CREDIT = "credit"  # 381; 503 on a deposit


class InvoiceState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"  # a draft that was given up; it never had a number


class InvoiceAction(StrEnum):
    CHANGE = "change"
    ISSUE = "issue"
    DROP = "drop"
    CREDIT = "credit"  # no change of it: another document corrects it


class Nature(StrEnum):
    """What was sold: the mention of the reform (242 nonies A I 8° bis), and the letter of the « cadre » (BT-23)."""

    GOODS = "B"
    SERVICES = "S"
    MIXED = "M"


S, A = InvoiceState, InvoiceAction

INVOICE = Lifecycle(
    "invoice",
    # from      action    to
    (S.DRAFT, A.CHANGE, S.DRAFT),
    (S.DRAFT, A.ISSUE, S.ISSUED),
    (S.DRAFT, A.DROP, S.DROPPED),
    (S.ISSUED, A.CREDIT, S.ISSUED),
)
