"""What people say and see: Telegram, the local chat, the conversation."""
