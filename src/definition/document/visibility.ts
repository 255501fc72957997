/**
 * Whether deployers of the organization, or those of the customer, are shown a config variable or a field of one. Older
 * files say it in other words.
 * @param meta of the variable or the field
 */
export function isShownTo(
  who: 'Org' | 'Customer',
  meta: Record<string, unknown> | null | undefined,
): boolean {
  return meta?.[`visibleTo${who}Deployer`] !== false && meta?.[`isVisibleTo${who}Deployer`] !== false;
}
