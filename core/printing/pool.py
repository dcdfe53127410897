import asyncio

from core.printing.paper import Paper


class PrintingPool:
    async def pdf(self, paper: Paper) -> bytes:
        from core.printing.layout import pdf

        return await asyncio.to_thread(pdf, paper)

    def close(self) -> None:
        pass
