/** Versions whose published artifacts start and work together on Java 17. */
export const ROCKETMQ_VERSIONS = ['4.4.0', '4.9.7', '5.3.3', '5.5.0'] as const;

/** One of {@link ROCKETMQ_VERSIONS}. */
export type RocketmqVersion = (typeof ROCKETMQ_VERSIONS)[number];

/** Artifacts of group org.apache.rocketmq that a version needs. */
export function artifactsOf(version: RocketmqVersion): string[] {
  const common = ['rocketmq-namesrv', 'rocketmq-broker', 'rocketmq-tools'];
  return isV5(version) ? [...common, 'rocketmq-proxy'] : common;
}

/** Whether the version belongs to the 5.x line. */
export function isV5(version: RocketmqVersion): boolean {
  return version.startsWith('5.');
}

/** The Maven project that names a version's artifacts and nothing else. */
export function pomOf(version: RocketmqVersion, artifacts: readonly string[] = artifactsOf(version)): string {
  const dependencies = artifacts.map(
    (artifact) =>
      `    <dependency><groupId>org.apache.rocketmq</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>slipstream</groupId><artifactId>rocketmq-jars</artifactId><version>1</version>',
    '  <dependencies>',
    ...dependencies,
    '  </dependencies>',
    '</project>',
    '',
  ].join('\n');
}
