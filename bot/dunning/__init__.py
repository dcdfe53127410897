"""What is late in the chat: who is reminded today, promises and disputes, and the file for the lawyer."""
