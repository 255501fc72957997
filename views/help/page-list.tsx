import { Table, TitleCell } from '../kit/table.tsx';

export type ListedPage = { href: string; title: string; lead: string };

/** Every page with what it begins with. */
export function PageList({ pages }: { pages: readonly ListedPage[] }) {
  return (
    <Table label="Help pages">
      {pages.map(({ href, title, lead }) => (
        <tr>
          <TitleCell href={href} title={title} note={lead} />
        </tr>
      ))}
    </Table>
  );
}
