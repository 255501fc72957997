// The runs of a week, to zoom into: a canvas takes the place of the bars that the server has drawn, at the same size.
// Without it, and for whoever uses the keyboard, the bars and their table say the same.

const HOUR = 3600;
const HALF = HOUR / 2;

/** As the page has them now: they change with the theme. */
function coloursOf(figure) {
  const fills = [...figure.querySelectorAll('figcaption rect')].map((rect) => getComputedStyle(rect).fill);
  const line = getComputedStyle(figure.querySelector('line')).stroke;
  const { color, fontFamily, fontSize } = getComputedStyle(figure);
  return { fills, line, text: color, font: `${fontSize} ${fontFamily}` };
}

function zoomable(place) {
  const figure = place.querySelector('figure');
  const [labels, bars, marks] = figure.children;
  const height = marks.getBoundingClientRect().bottom - bars.getBoundingClientRect().top + 8;
  let look = coloursOf(figure);
  let runs = JSON.parse(place.dataset.chart);

  const hours = () => runs.counts[0].map((_, hour) => runs.from / 1000 + hour * HOUR + HALF);
  const totals = () => runs.counts[0].map((_, hour) => runs.counts.reduce((sum, counts) => sum + counts[hour], 0));

  function draw({ ctx, bbox, data, valToPos }) {
    const at = (hour) => valToPos(hour, 'x', true);
    const slot = at(data[0][1]) - at(data[0][0]);
    const ground = valToPos(0, 'y', true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    data[0].forEach((hour, index) => {
      let top = ground;
      runs.counts.forEach((counts, outcome) => {
        if (counts[index] === 0) return;
        const least = (outcome === 0 ? 1.5 : 2.5) * devicePixelRatio;
        const part = Math.max(least, ground - valToPos(counts[index], 'y', true));
        top -= part;
        ctx.fillStyle = look.fills[outcome];
        ctx.fillRect(at(hour) - slot * 0.37, top, slot * 0.74, part);
      });
    });
    ctx.restore();
  }

  /** What the bar's title would say. */
  function name({ cursor, over }) {
    const [title, names] = [bars.querySelectorAll('title')[cursor.idx ?? -1], figure.querySelectorAll('figcaption .row .row')];
    if (!title) return;
    const day = new Date(runs.from + cursor.idx * HOUR * 1000);
    const counts = runs.counts.map((each, index) => `${each[cursor.idx].toLocaleString('en-US')} ${names[index].textContent.toLowerCase()}`);
    over.title = `${day.toUTCString().slice(0, 3)} ${day.toISOString().slice(11, 16)} · ${counts.join(', ')}`;
  }

  const axis = () => ({ stroke: () => look.text, font: look.font, ticks: { show: false }, gap: 6 });
  const chart = new uPlot(
    {
      width: figure.clientWidth,
      height,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      scales: {
        x: { range: (_chart, from, to) => [from - HALF, to + HALF] },
        y: { range: (_chart, _from, most) => [0, uPlot.rangeNum(0, Math.max(most, 4), 0.1, true)[1]] },
      },
      axes: [
        { ...axis(), grid: { show: false }, size: 24 },
        { ...axis(), grid: { stroke: () => look.line, width: 1 }, size: labels.clientWidth + 10 },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [draw], setCursor: [name] },
    },
    [hours(), totals()],
    figure,
  );

  const { root } = chart;
  root.setAttribute('role', 'img');
  root.setAttribute('aria-label', runs.label);
  root.style.gridColumn = '1 / 3';
  root.style.marginTop = '-8px';
  root.querySelector('.u-select').style.background = 'color-mix(in srgb, var(--brand) 18%, transparent)';
  figure.prepend(root);
  for (const part of [labels, bars, marks]) part.style.display = 'none';
  // From now on the stream brings new numbers alone.
  figure.setAttribute('hx-morph-skip', '');

  new ResizeObserver(() => chart.setSize({ width: figure.clientWidth, height })).observe(figure);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    look = coloursOf(figure);
    chart.redraw();
  });
  new MutationObserver(() => {
    const { min, max } = chart.scales.x;
    const isZoomed = max - min < runs.counts[0].length * HOUR;
    runs = JSON.parse(place.dataset.chart);
    root.setAttribute('aria-label', runs.label);
    chart.setData([hours(), totals()], !isZoomed);
    if (isZoomed) chart.redraw();
  }).observe(place, { attributes: true, attributeFilter: ['data-chart'] });
}

const place = document.querySelector('[data-chart]');
if (place) zoomable(place);
