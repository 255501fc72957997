/** Attributes that any part hands on to its element: htmx, data and ARIA, never `class` or `style`. */
export type Extra = { [name: `${'hx' | 'data' | 'aria'}-${string}`]: string | undefined };

export type Tone = 'ok' | 'bad' | 'warn' | 'run' | 'brand';

/** The class attribute of these names; those that do not hold are left out. */
export function classes(...names: (string | false | undefined)[]): string | undefined {
  return names.filter((name) => name !== false && name !== undefined && name !== '').join(' ') || undefined;
}
