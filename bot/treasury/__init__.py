"""Payments, accounts of customers, and what a customer sees of his own, in the chat."""
