const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Field = { first: number; last: number; names?: string[] };

const MINUTE: Field = { first: 0, last: 59 };
const FIELDS: Field[] = [
  MINUTE,
  { first: 0, last: 23 },
  { first: 1, last: 31 },
  { first: 1, last: 12, names: MONTHS },
  { first: 0, last: 6, names: DAYS },
];

/**
 * A cron line with ranges that go past the end (`22-2`, `FRI-MON`) written out, as other schedulers read them: the one
 * here takes them for mistakes.
 */
export function withoutWrappedRanges(line: string): string {
  const parts = line.trim().split(/\s+/);
  if (parts.length < 5 || parts.length > 6) return line;
  const fields = parts.length === 6 ? [MINUTE, ...FIELDS] : FIELDS;
  return parts.map((part, index) => inField(part, fields[index] ?? MINUTE)).join(' ');
}

function inField(part: string, field: Field): string {
  if (!part.includes('-')) return part;
  return part
    .split(',')
    .map((piece) => unwrapped(piece, field))
    .join(',');
}

function unwrapped(piece: string, field: Field): string {
  const [, from = '', to = '', every = '1'] = /^(\w{1,3})-(\w{1,3})(?:\/(\d{1,2}))?$/.exec(piece) ?? [];
  const [start, end, step] = [numberOf(from, field), numberOf(to, field), Number(every)];
  if (start === undefined || end === undefined || start <= end || step === 0) return piece;
  const span = field.last - field.first + 1;
  const values: number[] = [];
  for (let value = start; value <= end + span; value += step)
    values.push(field.first + ((value - field.first) % span));
  return values.join(',');
}

/** A number of the field, or that of a name; undefined for what is neither. */
function numberOf(text: string, { first, last, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return named + first;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= first && value <= last ? value : undefined;
}
