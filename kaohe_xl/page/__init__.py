"""The page: the whole job in a browser on this computer. It shows and asks; what is done is done through ``api``.

``serve`` starts it. A tab of the page is one module in ``tabs/`` and one template in ``templates/``.
"""

from kaohe_xl.page.serve import serve

__all__ = ["serve"]
