"""What English words say a message is about: more rows for the table of cues, read and weighed like the French ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MAKE: Final = (
    r"^(?:(?:put together|draw up|work out|get|hi|hello|hey|please|pls|ok|so|can you|could you|i need|we need|make|do"
    r"|prepare|create|write|draft|add|put"
    r"|start|give|send|me|us|him|her|a|an|the|new|another) )*"
)
_PAY: Final = r"\b(?:card|cash|cheque|check|transfer|wire|direct debit)\b"
_DAY: Final = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)"
_SPAN: Final = r"\d{1,2}(?:[.,]\d{1,2})? ?(?:h|hours?|hrs?|min|mins|minutes)\b"
_DO: Final = (
    r"(?:call|ring|phone|chase|visit|see|check|send|order|pick up|collect|book|tell|ask|email|text|buy|meet|prepare"
    r"|clean)"
)

ENGLISH: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "quote.create": (
        (4, rf"{_MAKE}(?:quotes?|quotation|estimate)\b(?! ?\d+\b)(?! (?:accepted|signed))"),
        (-6, r"\bquotes? \d+ .*\b(?:accepted|signed|approved)\b|\bsend (?:the |a )?quote\b|\bremind\b|^(?:quotes"
             r"|list)\b"),
    ),
    "order.create": (
        (4, rf"{_MAKE}(?:purchase )?order\b(?! ?\d{{2,}})"),
        (4, r"\bquote \d+ (?:is |was |has been )?(?:accepted|signed|approved|ok)\b|\b(?:accepted|signed"
            r"|approved) (?:the )?quote"),
        (4, r"\b(?:orders|ordered|wants to order|would like to order|is ordering|will take|takes|is taking)\b"),
        (-4, r"\border \d+\b.*\b(?:refused|delivered|late)\b|\bto do\b|^(?:todo|task|remind)"),
    ),
    "delivery.confirm": (
        (4, r"\b(?:delivered|delivery (?:of )?\d+|handed over|dropped off)\b"),
        (3, r"\b(?:missing|short of|except|apart from)\b|\bback[- ]?order"),
        (4, r"\b(?:refused|rejected|turned away)\b.*\b(?:customer|client|delivery|model|damaged|wrong)"
            r"|^(?:order )?\d{2,4} refused"),
        (3, r"\b(?:nobody|no one|client absent|customer absent|not there|not home|closed)\b.*\b(?:deliver|back|order"
            r"|\d{3})"),
        (-4, r"^(?:invoice|bill|stock|how)\b"),
    ),
    "payment.log": (
        (4, r"^(?:received|got|cashed|paid|payment|cheque|check|transfer|deposit)\b.*\d"),
        (3, rf"\d.*{_PAY}|{_PAY}.*\d"),
        (4, r"\b(?:paid|settled|pays)\b(?!.*\?\s*$)"),
        (3, r"\b(?:bounced|rejected|unpaid)\b"),
        (-5, r"^(?:has|have|did|is|are|who|how)\b|\b(?:company|my own|own) (?:card|pocket|money)\b|^(?:expenses?"
             r"|lunch|dinner|breakfast|fuel|petrol|parking|taxi|toll)"),
    ),
    "time.log": (
        (5, r"^(?:put me down for|count me|i (?:did|spent|worked)|charge) \d"),
        (3, rf"^{_SPAN}.*\b(?:on site|at|for)\b"),
        (4, rf"^{_SPAN}.*\b(?:at|on|for|site|yesterday|today|{_DAY})\b|^(?:worked|i worked|spent) "),
        (4, r"^(?:half(?: a)? day|full day|whole day|all day)\b|^(?:clock|punch) (?:in|out)\b|^(?:start|stop"
            r"|end)(?: of)? (?:the )?day\b"),
        (-2, r"\brepaired|\breplaced|\bleak|\bjob \d+|\bcall[- ]?out"),
    ),
    "intervention.log": (
        (4, r"^(?:job|jobs|visit|repair|repaired|service (?:call|visit|report|at)|call[- ]?out|callout|breakdown"
            r"|servic(?:e|ing) report)\b"),
        (5, r"^(?:arrived|on site|i am (?:at|on site)|i'm (?:at|on site)|left|leaving|done at"
            r"|finished at)\b(?!.*\bdelivered\b)"),
        (4, r"\b(?:postponed|rescheduled|put off|moved to)\b"),
        (3, r"\b(?:leak(?:ing|s|ed)?|broken(?: down)?|out of order|faulty|not (?:working|heating|starting)"
            r"|no hot water|tripp(?:ed|ing))\b"),
        (3, r"\b(?:replaced|repaired|fixed|cleaned|serviced|adjusted|bled)\b"),
        (4, r"\b(?:plan|schedule|book) (?:a |an )?(?:job|visit|repair|service|call[- ]?out)\b"),
        (-5, r"^(?:invoice|bill|assign|task|todo|remind)\b"),
    ),
    "reminder.create": (
        (5, rf"^(?:call|ring|phone|chase|email|text)\b.*\b(?:tomorrow|tonight|next week|in \d+ days|{_DAY})\b"),
        (6, r"^(?:remind|reminder|don't forget|do not forget|remember to|appointment|meeting|note to self)\b"),
        (5, rf"^(?:tomorrow|tonight|next \w+|on \w+|in \d+ (?:days?|weeks?|months?|hours?|min\w*)|every \w+"
            rf"|{_DAY})\b.*\b{_DO}\b"),
    ),
    "customer.create": (
        (6, r"^(?:(?:please|create|add|new|a|an) )+(?:new )?(?:lead |private |business )?(?:customer|client|contact"
            r"|prospect|account)\b"),
    ),
    "customer.find": (
        (5, r"^(?:the )?(?:phone(?: number)?|number|mobile|address|e-?mail|contact)(?: details)? (?:of|for|at) "),
        (4, r"^(?:find|search|look up|who is|who's|where is|where's|show|open|details of"
            r"|directions to)\b(?!.*\b(?:invoice|quote|order)s?\b)"),
        (4, r"^(?:what is|what's|give me) (?:the )?(?:phone|number|mobile|address|e-?mail)\b|'s (?:phone|number"
            r"|mobile|address|e-?mail)\b"),
        (-5, r"\bby e-?mail\b|^(?:send|invoice)\b"),
    ),
    "product.find": (
        (5, r"^(?:(?:what is|what's|give me) )?(?:the )?(?:price|prices|reference|part number)(?: of| for)?\b"),
        (5, r"^how much (?:is|are|for|does)\b(?!.*\b(?:owe|owes|bank)\b)|\bcost\?*$"),
        (4, r"^(?:what|which) (?:\w+ )?(?:do|have) (?:you|we) (?:have|got|sell)\b|^what (?:kind|sort)s? of\b"
            r"|^any .*\bfor sale\b"),
    ),
    "stock.query": (
        (5, r"\bin stock\b|\bstock (?:of|for|level)\b"),
        (5, r"^how many\b(?!.*\b(?:hours|invoices|quotes|orders|customers)\b)|\bhow much .* left\b"),
        (5, r"\b(?:in|on) (?:my|the|\w+'?s) (?:van|truck)\b|\bout of stock\b|\bbelow (?:the )?min"),
        (4, r"^(?:do we|have we|have you|do you|are there|is there|any)\b.*\b(?:have|got|left|any|in stock)\b"),
    ),
    "invoice.send": (
        (6, r"^(?:please |ok |can you )*(?:invoice|bill)\b(?! ?\d+ ?\??$)(?! \d+ (?:is |was )?(?:paid|settled|overdue"
            r"|late))"),
        (6, r"^(?:please )?(?:re)?send\b.*\binvoice\b|\bcredit note\b"),
        (6, r"^(?:chase|remind .* about) (?:up )?(?:the )?invoice\b|\b(?:duplicate|copy) of (?:the )?invoice\b"),
        (-6, r"\binvoice \d+ (?:is |was |has been )?(?:paid|settled)\b|^remind me"),
    ),
    "balance.query": (
        (5, r"^(?:which|what|who|list) .*\b(?:overdue|late|owes?|unpaid)\b|\bstatement (?:for|of)\b"),
        (6, r"\b(?:owes?|owed|owing)\b|\bbalance of\b|^(?:statement|credit limit|outstanding)\b"),
        (6, r"\bin the bank\b|\bcash position\b"),
        (5, r"^(?:has|have|did|is|was|are)\b.*\b(?:paid|pay|settled|up to date)\b"),
        (6, r"\b(?:overdue|unpaid|late) invoices?\b|\binvoices? (?:overdue|unpaid|late)\b|\blate payments?\b"),
    ),
    "expense.log": (
        (6, r"^(?:expenses?|mileage)\b|\b(?:company|business) card\b|\b(?:out of )?(?:my )?own pocket\b"),
        (5, r"^(?:lunch|dinner|breakfast|meals?|coffee|fuel|petrol|gas|diesel|toll|tolls|parking|taxi|cab|train|bus"
            r"|hotel|stamps|tools?)\b.*\d"),
        (4, r"\b\d+ ?(?:miles|kilometers|kilometres)\b"),
        (-4, r"^(?:quote|order|invoice|received|got)\b"),
    ),
    "opportunity.create": (
        (6, r"^(?:new )?(?:opportunity|deal|lead)\b(?! customer)"),
        (4, r"\b(?:wants|would like|is looking|plans) to (?:redo|renovate|install|replace|refurbish|build|change)\b"
            r"|\binterested in\b"),
    ),
    "task.create": (
        (6, r"^(?:task|to ?do|to-do|assign)\b"),
        (5, r"^(?:someone|somebody) (?:has to|must|should|needs to)\b|\bneeds to (?:go|call|clean|prepare|order|fix"
            r"|check|deliver)\b"),
        (4, r"^(?:ask|tell) \w+ to\b"),
    ),
    "report.query": (
        (5, r"^(?:sales|turnover|revenue|margins?|profit|top \d+|best (?:customers|products|sellers)|figures|report"
            r"|chart|graph)\b"),
        (6, r"^how many (?:hours|invoices|quotes|orders|customers)\b|^how much (?:did|have) (?:we|i|\w+) (?:sell|sold"
            r"|invoice|invoiced|make)\b"),
        (6, r"^(?:the |my |our |list (?:of )?)?(?:open|pending|unsigned|waiting) (?:quotes|orders|jobs)\b"
            r"|^quotes (?:open|pending|waiting)"),
        (3, r"\b(?:by|per) (?:customer|month|week|salesperson|technician|product|family)\b"),
    ),
}  # fmt: skip
