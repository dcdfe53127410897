"""Stock in the chat: what lies where, what comes, what is counted."""
