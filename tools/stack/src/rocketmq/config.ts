import { join } from 'node:path';

/** When a broker answers a send: after writing to the page cache, or after the disk has it. */
export const FLUSH_DISK_TYPES = ['ASYNC_FLUSH', 'SYNC_FLUSH'] as const;

/** One of {@link FLUSH_DISK_TYPES}. */
export type FlushDiskType = (typeof FLUSH_DISK_TYPES)[number];

/** What a broker.conf needs to know. */
export interface BrokerConfig {
  clusterName: string;
  brokerName: string;
  port: number;
  haPort: number;
  nameServer: string;
  storeDir: string;
  /** Address given out to clients; default `127.0.0.1`. */
  host?: string;
  flushDiskType: FlushDiskType;
  extra?: Readonly<Record<string, string>>;
}

/** Neighbouring ports that one broker takes: listenPort - 2 (its fast port), listenPort, the HA port, and room. */
export const PORTS_PER_BROKER = 10;

/** The listen port inside a block of {@link PORTS_PER_BROKER} ports. */
export function listenPortIn(firstOfBlock: number): number {
  return firstOfBlock + 4;
}

/** The HA port inside a block. */
export function haPortIn(firstOfBlock: number): number {
  return firstOfBlock + 7;
}

/** Java properties text: `key=value` lines. */
export function propertiesText(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/**
 * Lines for a broker that never answers SYSTEM_BUSY for want of a core: it lets requests wait instead (BrokerFastFailure, and
 * the check of the page cache before it). For comparisons of answers, of which chance must be no part.
 */
export const NEVER_BUSY = { brokerFastFailureEnable: 'false', osPageCacheBusyTimeOutMills: '60000' } as const;

/** The text of a broker.conf: everything on this machine, small files, SQL-92 filters on. */
export function brokerConf(config: BrokerConfig): string {
  return propertiesText({
    brokerClusterName: config.clusterName,
    brokerName: config.brokerName,
    brokerId: 0,
    brokerRole: 'ASYNC_MASTER',
    flushDiskType: config.flushDiskType,
    listenPort: config.port,
    haListenPort: config.haPort,
    namesrvAddr: config.nameServer,
    brokerIP1: config.host ?? '127.0.0.1',
    brokerIP2: config.host ?? '127.0.0.1',
    storePathRootDir: config.storeDir,
    storePathCommitLog: join(config.storeDir, 'commitlog'),
    mappedFileSizeCommitLog: 67_108_864,
    mappedFileSizeConsumeQueue: 600_000,
    maxIndexNum: 400_000,
    diskMaxUsedSpaceRatio: 98,
    enablePropertyFilter: 'true',
    ...config.extra,
  });
}

/** The text of a Name Server's configuration. */
export function nameServerConf(home: string, port: number): string {
  return propertiesText({
    listenPort: port,
    kvConfigPath: join(home, 'kvConfig.json'),
    configStorePath: join(home, 'namesrv.properties'),
  });
}

/** 4.x does not start without a Logback configuration: warnings go to standard error. */
export const LOGBACK_4X = `<configuration>
  <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
    <target>System.err</target>
    <encoder><pattern>%d{yyyy-MM-dd HH:mm:ss.SSS} %p %t %logger{0} - %m%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="STDERR"/></root>
</configuration>
`;
