"""What rooms above do for rooms below that do not know them: every such place, connected here and nowhere else.

Importing this module connects them; `bot.app`, which all that runs goes through, does, and so do the tests.
"""

from core.agenda.ringing import hand_back
from core.company.companies import bear_conditions
from core.dunning.litigation import refused_since
from core.dunning.pausing import end_credited
from core.invoicing.ahead import charged_ahead
from core.invoicing.automatic import invoice_by_itself
from core.invoicing.held import settle_on_issue
from core.invoicing.naming import charging
from core.invoicing.returned import tell_creditable
from core.sales.deliveries.cancelling import ask_before_taking_back
from core.sales.orders.control import count_ahead, refuse_credit
from core.sales.orders.renewing import renew
from core.stock.minimums import watch
from core.treasury.payments.using import settle_held
from core.uow import follow_facts

bear_conditions(renew)  # new conditions reach the orders that wait
count_ahead(charged_ahead)  # what deposits charge is not owed twice
ask_before_taking_back(charging)  # a delivery that is invoiced is not taken back
refuse_credit(refused_since)  # whoever was handed over is sold nothing but against payment
settle_on_issue(settle_held)  # money that is held for an order settles its invoice
follow_facts(hand_back)  # what somebody who goes was to do is told to whoever asked for it
follow_facts(invoice_by_itself)  # a card may have orders or deliveries invoiced without anybody asking
follow_facts(tell_creditable)  # what came back and is invoiced is told to whoever makes credit notes
follow_facts(end_credited)  # reminders that waited for a credit note go on once it is issued
follow_facts(watch)  # what has fallen under its minimum is told by whatever took it
