"""The fictitious company that people look around in: « Thermélec Services », Lyon. Nothing in it is real."""
