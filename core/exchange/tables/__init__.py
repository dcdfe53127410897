"""Tables as files: what people drop into the chat, and what they take away. Pure; read in a worker of its own."""
