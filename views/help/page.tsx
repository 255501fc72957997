import { Button } from '../kit/button.tsx';
import { Markdown } from '../kit/markdown.tsx';
import { Nav } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { HelpLayout, type HelpProps } from './layout.tsx';
import { HelpSearch } from './list.tsx';

type PageLink = { href: string; title: string };

type HelpPageProps = HelpProps & {
  page: PageLink & { html: string; headings: { id: string; level: number; text: string }[] };
  pages: readonly PageLink[];
  previous: PageLink | undefined;
  next: PageLink | undefined;
};

export function HelpPage({ frame, isStaff, page, pages, previous, next }: HelpPageProps) {
  const parts = page.headings.filter(({ level }) => level === 2);
  return (
    <HelpLayout frame={frame} isStaff={isStaff} title={`${page.title} · Help`}>
      <div class="manual">
        <Nav
          label="Help pages"
          items={pages.map(({ href, title }) => ({ href, label: title, current: href === page.href }))}
        />
        {parts.length > 1 ? (
          <aside>
            <p class="small muted">On this page</p>
            <Nav
              label="On this page"
              items={parts.map(({ id, text }) => ({ href: `#${id}`, label: text }))}
            />
          </aside>
        ) : null}
        <article class="stack">
          <PageHead title={page.title} />
          <HelpSearch />
          <Markdown html={page.html} />
          <Neighbours previous={previous} next={next} />
        </article>
      </div>
    </HelpLayout>
  );
}

function Neighbours({ previous, next }: Pick<HelpPageProps, 'previous' | 'next'>) {
  return (
    <nav class="row" aria-label="Previous and next page">
      <div class="grow">
        {previous === undefined ? null : (
          <Button href={previous.href} icon="chevron-left" rel="prev">
            {previous.title}
          </Button>
        )}
      </div>
      {next === undefined ? null : (
        <Button href={next.href} icon="chevron-right" rel="next">
          {next.title}
        </Button>
      )}
    </nav>
  );
}
