"""Orders in the chat: controlled, recorded, decided upon, changed, agreed to."""
