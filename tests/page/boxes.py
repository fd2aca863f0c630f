"""Where the texts of a chart stand: which of them overlap, and which leave the picture."""

from itertools import combinations

from matplotlib.text import Text

# Pixels at 100 dots an inch: boxes of letters have some air of their own.
_AIR = 1.5


def clashes(figure):
    """Return in words every two texts of `figure` that overlap, and every one that is cut."""
    canvas = figure._canvas
    canvas.canvas.draw()
    found = [(text.get_text(), box) for text, box in _boxes(canvas)]
    cut = [name for name, box in found if not _inside(box, canvas.bbox)]
    pairs = [(a, b) for (a, one), (b, other) in combinations(found, 2) if _overlap(one, other)]
    return [f"cut: {name!r}" for name in cut] + [f"{a!r} on {b!r}" for a, b in pairs]


def _boxes(canvas):
    texts = [*canvas.texts]
    for axes in canvas.axes:
        texts += [*axes.texts, axes.title, axes._left_title, axes._right_title]
        if axes.axison:
            # Of all ticks there are, only these are drawn.
            for axis in (axes.xaxis, axes.yaxis):
                texts += [axis.label, *(tick.label1 for tick in axis._update_ticks())]
    shown = [text for text in texts if text.get_visible() and text.get_text().strip()]
    # The box of the letters; that of an annotation would have its arrow in it.
    return [(text, Text.get_window_extent(text)) for text in shown]


def _inside(box, whole):
    return (
        box.x0 >= whole.x0 - _AIR
        and box.x1 <= whole.x1 + _AIR
        and box.y0 >= whole.y0 - _AIR
        and box.y1 <= whole.y1 + _AIR
    )


def _overlap(one, other):
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > _AIR and down > _AIR
