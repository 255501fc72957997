import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

type PagerProps = {
  first?: string | undefined;
  newer?: string | undefined;
  older?: string | undefined;
  label?: string | undefined;
};

/** Cursor paging: the addresses that there are, and nothing when all fits on one page. */
export function Pager({ first, newer, older, label = 'Pages' }: PagerProps) {
  if (first === undefined && newer === undefined && older === undefined) return null;
  return (
    <nav class="row" aria-label={label}>
      {first === undefined ? null : (
        <Button kind="quiet" href={first}>
          First page
        </Button>
      )}
      <span class="grow" />
      {newer === undefined ? null : (
        <Button href={newer} icon="chevron-left" rel="prev">
          Newer
        </Button>
      )}
      {older === undefined ? null : (
        <Button href={older} rel="next">
          Older <Icon name="chevron-right" />
        </Button>
      )}
    </nav>
  );
}
