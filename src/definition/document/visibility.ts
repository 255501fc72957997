type Meta = Record<string, unknown> | null | undefined;
export type Deployer = 'Org' | 'Customer';

/**
 * Whether deployers of the organization, or those of the customer, are shown a config variable or a field of one. Older
 * files say it in other words.
 * @param meta of the variable or the field
 */
export function isShownTo(who: Deployer, meta: Meta): boolean {
  return wordsOf(who).every((word) => meta?.[word] !== false);
}

/** The same meta, saying so: in the words that it has, or in those of today. */
export function shownTo(who: Deployer, isShown: boolean, meta: Meta): Record<string, unknown> {
  const words = wordsOf(who).filter((word) => Object.hasOwn(meta ?? {}, word));
  const said = words.length > 0 ? words : wordsOf(who).slice(0, 1);
  return { ...meta, ...Object.fromEntries(said.map((word) => [word, isShown])) };
}

const wordsOf = (who: Deployer) => [`visibleTo${who}Deployer`, `isVisibleTo${who}Deployer`];
