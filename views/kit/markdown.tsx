import { raw } from 'hono/html';

/** Documentation: HTML that `lib` has made of markdown, in which nothing of the author's is left unescaped. */
export function Markdown({ html, id }: { html: string; id?: string | undefined }) {
  return (
    <div class="stack markdown" id={id}>
      {raw(html)}
    </div>
  );
}
