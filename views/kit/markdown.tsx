import { raw } from 'hono/html';

/** HTML that `lib` has made of markdown or of HTML, in which nothing of the author's is left as it was written. */
export function Markdown({ html, id }: { html: string; id?: string | undefined }) {
  return (
    <div class="stack markdown" id={id}>
      {raw(html)}
    </div>
  );
}
