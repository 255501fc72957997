/** Attributes that any part hands on to its element: htmx, data and ARIA, never `class` or `style`. */
export type Extra = { [name: `${'hx' | 'data' | 'aria'}-${string}`]: string | undefined };

export type Tone = 'ok' | 'bad' | 'warn' | 'run' | 'brand';
