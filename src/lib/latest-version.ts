type Pinned = { version?: number | string | null | undefined; signature?: string | null | undefined };

/** Whether a reference to a component means whichever of its versions is the newest. */
export function isLatest({ version, signature }: Pinned): boolean {
  return !signature && /^(latest)?$/i.test(String(version ?? ''));
}
