"""Deliveries in the chat: prepared, loaded, on the way, delivered in whole or in part, signed, brought back."""
