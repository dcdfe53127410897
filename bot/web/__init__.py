"""Pages that open from the chat: Telegram shows them as Mini Apps and signs who is looking at them."""
