/** One row of stairs: how wide and high a flight is, where the row begins, and its colours from dark to lit. */
type Row = { width: number; height: number; x: number; y: number; colours: [string, string, string, string] };

const ROWS: Row[] = [
  { width: 124, height: 150, x: 0, y: 0, colours: ['#8a5f3e', '#e9c79b', '#c58d58', '#f3dcb8'] },
  { width: 103.3, height: 132, x: 51.7, y: 128, colours: ['#74492f', '#d9ae7c', '#ad7443', '#e7c79c'] },
  { width: 88.6, height: 114, x: 0, y: 240, colours: ['#5d3a27', '#bd8f68', '#8c5c3c', '#d0a880'] },
  { width: 77.5, height: 98, x: 38.8, y: 338, colours: ['#33453f', '#7f8f86', '#52665f', '#98a79c'] },
  { width: 68.9, height: 84, x: 0, y: 422, colours: ['#173d48', '#437f8a', '#2a5b68', '#5d97a0'] },
  { width: 62, height: 72, x: 31, y: 494, colours: ['#0f3541', '#2b6a7b', '#184957', '#3d7f90'] },
  { width: 51.7, height: 62, x: 0, y: 556, colours: ['#0a2b37', '#1c5568', '#0f3947', '#296a7e'] },
];
const RIPPLES =
  'M0 618h620v2H0zM60 662h180v2H60zM330 690h220v2H330zM150 730h120v2H150zM400 768h90v2h-90zM220 810h70v2h-70z';

/** The stepwell beside the sign-in form: rows of stairs that lead down to the water. */
export function WellDrawing() {
  return (
    <svg viewBox="0 0 620 900" preserveAspectRatio="xMidYMin slice" aria-hidden="true">
      <defs>
        {ROWS.map((row, index) => (
          <Flight row={row} id={`flight-${index}`} />
        ))}
      </defs>
      <path fill="#0b3341" d="M0 0h620v900H0z" />
      {ROWS.map(({ y, height }, index) => (
        <path fill={`url(#flight-${index})`} d={`M0 ${y}h620v${height}H0z`} />
      ))}
      <path fill="#7fc4d4" opacity=".3" d={RIPPLES} />
    </svg>
  );
}

function Flight({ row, id }: { row: Row; id: string }) {
  const { width, height, x, y } = row;
  const [ground, left, right, edge] = row.colours;
  const tread = width / 10;
  const rise = height / 5;
  const middle = width / 2;
  const each = (draw: (step: number) => string) => [0, 1, 2, 3, 4].map(draw).join('');
  const out = (step: number) => (step + 1) * tread;
  const leftSide = each((step) => rectangle(middle - out(step), step * rise, out(step), rise + 0.5));
  const rightSide = each((step) => rectangle(middle, step * rise, out(step), rise + 0.5));
  const edges = each(
    (step) =>
      rectangle(middle - out(step), step * rise, tread, rise * 0.22) +
      rectangle(middle + out(step) - tread, step * rise, tread, rise * 0.22),
  );
  return (
    <pattern id={id} width={width} height={height} x={x} y={y} patternUnits="userSpaceOnUse">
      <path fill={ground} d={rectangle(0, 0, width, height)} />
      <path fill={left} d={leftSide} />
      <path fill={right} d={rightSide} />
      <path fill={edge} d={edges} />
    </pattern>
  );
}

const round = (value: number) => Number(value.toFixed(1));

function rectangle(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
}
