import { describe, expect, it } from 'vitest';
import { accountCommands, aclSettings, plainAcl, type AclOptions } from './acl.ts';
import { brokerConf, haPortIn, listenPortIn, PORTS_PER_BROKER } from './config.ts';
import { answerBody, listsBroker, requestFrame } from './name-server-query.ts';
import { artifactsOf, pomOf } from './versions.ts';

const ACCOUNTS: AclOptions = [
  { accessKey: 'root', secretKey: 'root-secret', admin: true },
  { accessKey: 'app', secretKey: 'app-secret' },
  { accessKey: 'nobody', secretKey: 'nobody-secret', denied: true },
];

describe('configuration of a broker', () => {
  const conf = brokerConf({
    clusterName: 'c',
    brokerName: 'c-a',
    port: 13_004,
    haPort: 13_007,
    nameServer: '127.0.0.1:12994',
    storeDir: '/data/store',
    flushDiskType: 'SYNC_FLUSH',
    extra: { enablePropertyFilter: 'false' },
  });

  it('keeps everything on loopback and flushes as asked', () => {
    expect(conf).toContain('brokerIP1=127.0.0.1\n');
    expect(conf).toContain('flushDiskType=SYNC_FLUSH\n');
    expect(conf).toContain('storePathCommitLog=/data/store/commitlog\n');
  });

  it('lets the caller overrule a setting', () => {
    expect(conf.match(/enablePropertyFilter=.*/g)).toEqual(['enablePropertyFilter=false']);
  });

  it('leaves room for the fast port (listenPort - 2) and the HA port inside its block', () => {
    const used = [listenPortIn(100) - 2, listenPortIn(100), haPortIn(100)];
    expect(new Set(used).size).toBe(3);
    expect(used.every((port) => port >= 100 && port < 100 + PORTS_PER_BROKER)).toBe(true);
  });
});

describe('accounts', () => {
  it('are a file in 4.x', () => {
    expect(aclSettings('4.9.7', ACCOUNTS)).toEqual({ aclEnable: 'true' });
    expect(plainAcl(ACCOUNTS)).toContain(
      'accessKey: nobody\n    secretKey: nobody-secret\n    admin: false\n    defaultTopicPerm: DENY',
    );
  });

  it('are settings for the first and commands for the others in 5.x', () => {
    expect(aclSettings('5.5.0', ACCOUNTS)['initAuthenticationUser']).toBe(
      '{"username":"root","password":"root-secret"}',
    );
    const commands = accountCommands('c', ACCOUNTS).map(([command, , , , name]) => [command, name]);
    expect(commands).toEqual([
      ['createUser', 'app'],
      ['createAcl', 'User:app'],
      ['createUser', 'nobody'],
    ]);
  });
});

describe('artifacts', () => {
  it('are those that were published for the version', () => {
    expect(artifactsOf('4.4.0')).toEqual(['rocketmq-namesrv', 'rocketmq-broker', 'rocketmq-tools']);
    expect(pomOf('5.5.0')).toContain('<artifactId>rocketmq-proxy</artifactId><version>5.5.0</version>');
  });
});

describe('asking a Name Server', () => {
  it('frames the request and finds the body of the answer, however it is cut', () => {
    const frame = Buffer.concat([requestFrame(106), Buffer.from('{"a":1}')]);
    frame.writeInt32BE(frame.length - 4, 0);
    expect(answerBody(frame)).toBe('{"a":1}');
    for (let end = 0; end < frame.length; end += 1) {
      expect(answerBody(frame.subarray(0, end))).toBeUndefined();
    }
  });

  it('wants the name and the address of the broker', () => {
    const info =
      '{"brokerAddrTable":{"c-a":{"brokerAddrs":{0:"127.0.0.1:13004"},"brokerName":"c-a","cluster":"c"}}}';
    expect(listsBroker(info, 'c-a', '127.0.0.1:13004')).toBe(true);
    expect(listsBroker(info, 'c-b', '127.0.0.1:13004')).toBe(false);
    expect(listsBroker(info, 'c-a', '127.0.0.1:1300')).toBe(false);
  });
});
