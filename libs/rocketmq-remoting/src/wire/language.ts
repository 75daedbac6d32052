/** The client languages of the Java enum `LanguageCode`, by the number that a binary header carries. */
const LANGUAGES: readonly string[] = [
  'JAVA',
  'CPP',
  'DOTNET',
  'PYTHON',
  'DELPHI',
  'ERLANG',
  'RUBY',
  'OTHER',
  'HTTP',
  'GO',
  'PHP',
  'OMS',
  'RUST',
  'NODE_JS',
];

const OTHER = 7;

/** The name of a language number; the number itself when it has no name. */
export function languageName(code: number): string | number {
  return LANGUAGES[code] ?? code;
}

/** The number of a language name; OTHER for names that the table does not have. */
export function languageCode(language: string | number): number {
  if (typeof language === 'number') return language;
  const code = LANGUAGES.indexOf(language);
  return code < 0 ? OTHER : code;
}
