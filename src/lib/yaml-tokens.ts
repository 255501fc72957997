import { type CST, Lexer, type LineCounter, Parser } from 'yaml';

/** The tokens of a YAML text, or what is wrong with it and on which line. */
export type YamlTokens = { ok: true; tokens: CST.Token[] } | { ok: false; message: string; line: number };

/** What a reader says of text that it does not take: too deep, of too many parts, of several documents. */
export type YamlLimits = {
  fault(depth: number, lexemes: number): string | undefined;
  severalDocuments: string;
};

/** Depth, size and the number of documents are checked here, before anything is built from the tokens. */
export function yamlTokens(text: string, lines: LineCounter, limits: YamlLimits): YamlTokens {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let documents = 0;
  let lexemes = 0;
  const take = (found: Iterable<CST.Token>): string | undefined => {
    for (const token of found) {
      tokens.push(token);
      if (token.type === 'error') return `This is not valid YAML: ${token.message}. Correct this line.`;
      if (token.type === 'document' && ++documents > 1) return limits.severalDocuments;
    }
    return undefined;
  };
  const refusal = (message: string): YamlTokens => ({
    ok: false,
    message,
    line: lines.linePos(parser.offset).line,
  });
  for (const lexeme of new Lexer().lex(text)) {
    const fault = take(parser.next(lexeme)) ?? limits.fault(parser.stack.length, ++lexemes);
    if (fault) return refusal(fault);
  }
  const fault = take(parser.end());
  return fault ? refusal(fault) : { ok: true, tokens };
}
