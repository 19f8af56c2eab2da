/** A test that failed, as vitest's JSON reporter tells it. */
export interface Find {
  file: string;
  test: string;
  /** fast-check's words: seed, path and example. */
  message: string;
}

interface Report {
  testResults: {
    name: string;
    message: string;
    status: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

const STACK_LINE = /^ {4}at /u;

/** Everything that failed in a report, a file that could not be loaded included. */
export const findsIn = (report: string): Find[] => {
  const { testResults } = JSON.parse(report) as Report;
  return testResults.flatMap(({ name: file, message, status, assertionResults }) => {
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [{ file, test: 'the file itself', message }];
    return failed.map(({ fullName: test, failureMessages }) => ({
      file,
      test,
      message: failureMessages
        .join('\n')
        .split('\n')
        .filter((line) => !STACK_LINE.test(line))
        .join('\n'),
    }));
  });
};
