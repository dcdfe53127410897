"""Money that comes and goes: accounts, payments, what they settle, refunds, bounced cheques."""
