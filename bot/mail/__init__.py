"""E-mail in the conversation: sending a document, what became of it, links that any browser opens."""
