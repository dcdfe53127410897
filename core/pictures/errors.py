"""What pictures refuse."""

from core.kernel.errors import BusinessError


class PictureUnreadable(BusinessError):
    """No picture of a kind we take, a broken one, or one with far too many pixels."""
