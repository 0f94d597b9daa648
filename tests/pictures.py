"""Pictures of the output for docs/: ``python -m tests.pictures`` (needs soffice, pdftoppm and pdftotext).

Runs a sample in a scratch folder, prints the scored workbook and a notice to PDF, and cuts out the pages named here.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.letters.pdf import to_pdf
from kaohe_xl.pipeline import locate, run

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "图"
SAMPLE = "S4"
DOTS = 60
# picture → (file in 结果/, words that stand on the page)
PAGES = {
    "排名": ("*-评分结果.xlsx", ("总分排名", "名次", "备注")),
    "得分明细": ("*-评分结果.xlsx", ("得分明细", "标准分")),
    "扣分清单": ("*-评分结果.xlsx", ("扣分清单", "规则说明")),
    "成绩单": ("*-评分结果.xlsx", ("成绩单", "得扣分及原因")),
    "通报": ("通报和通知.docx", ("通报", "考核结果")),
}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / SAMPLE
        shutil.copytree(next((ROOT / "sample_workbooks").glob(f"{SAMPLE}-*")), folder)
        job, _ = locate(folder)
        assert job is not None
        run(job, ReadOptions())
        printed: dict[str, Path] = {}
        for name, (pattern, words) in PAGES.items():
            if pattern not in printed:
                pdf, findings = to_pdf(next(job.results.glob(pattern)))
                assert pdf is not None, findings
                printed[pattern] = pdf
            _cut(printed[pattern], _page_with(printed[pattern], words), PICTURES / name)


def _page_with(pdf: Path, words: tuple[str, ...]) -> int:
    """First page on which all the words stand."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")
    return next(number for number, page in enumerate(pages, start=1) if all(word in page for word in words))


def _cut(pdf: Path, page: int, picture: Path) -> None:
    words = ["pdftoppm", "-png", "-r", str(DOTS), "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run([*words, pdf, picture], check=True)
    print(f"{picture.name}: page {page}")


if __name__ == "__main__":
    main()
