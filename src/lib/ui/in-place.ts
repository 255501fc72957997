/**
 * For links to steps: they swap steps and panel in place, so that the scroll position and the focus stay. Not while the
 * page is live, since its stream shows what was chosen when it was opened.
 */
export function inPlace(isOpen: boolean): Record<string, string> {
  if (isOpen) return {};
  return {
    'hx-boost:inherited': 'true',
    'hx-target:inherited': '#run',
    'hx-select:inherited': '#run',
    'hx-swap:inherited': 'outerMorph show:none',
  };
}
