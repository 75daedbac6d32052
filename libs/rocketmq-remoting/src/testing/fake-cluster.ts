import { RESPONSE_CODE } from '../codes/response-code.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import type { FakeAnswer } from './fake-connection.js';
import type { FakeStore } from './fake-store.js';

/** A broker as its cluster knows it. */
export interface FakeMember {
  brokerName: string;
  address: string;
  store: FakeStore;
}

/** The brokers that share a Name Server table; every one of them answers as a Name Server, too. */
export class FakeCluster {
  readonly name: string;
  readonly #members = new Map<string, FakeMember>();

  constructor(name = 'fake-cluster') {
    this.name = name;
  }

  join(member: FakeMember): void {
    this.#members.set(member.brokerName, member);
  }

  /** As when a broker's connection to the Name Server closes: its name and its routes are gone at once. */
  leave(brokerName: string): void {
    this.#members.delete(brokerName);
  }

  route(topic: string): FakeAnswer {
    const members = [...this.#members.values()].filter(({ store }) => store.topic(topic) !== undefined);
    if (members.length === 0) {
      return {
        code: RESPONSE_CODE.TOPIC_NOT_EXIST,
        remark: `No topic route info in name server for the topic: ${topic}`,
      };
    }
    return json({
      brokerDatas: members.map((member) => this.#brokerData(member)),
      queueDatas: members.map(({ brokerName, store }) => {
        const config = store.topic(topic);
        return {
          brokerName,
          readQueueNums: config?.readQueueNums,
          writeQueueNums: config?.writeQueueNums,
          perm: config?.perm,
          topicSysFlag: 0,
        };
      }),
      filterServerTable: {},
    });
  }

  clusterInfo(): FakeAnswer {
    const members = [...this.#members.values()];
    return json({
      brokerAddrTable: Object.fromEntries(
        members.map((member) => [member.brokerName, this.#brokerData(member)]),
      ),
      clusterAddrTable:
        members.length === 0 ? {} : { [this.name]: members.map(({ brokerName }) => brokerName) },
    });
  }

  topicList(): FakeAnswer {
    const topics = new Set([...this.#members.values()].flatMap(({ store }) => [...store.topics.keys()]));
    return json({ topicList: [...topics] });
  }

  #brokerData({ brokerName, address }: FakeMember): unknown {
    return { brokerName, cluster: this.name, brokerAddrs: { 0: address } };
  }
}

/** An answer with a JSON body. */
export function json(value: unknown): FakeAnswer {
  return { body: Buffer.from(JSON.stringify(value), 'utf8') };
}

/** A header field that has to be an integer. */
export function intOf(request: RemotingCommand, name: string): number {
  return Number.parseInt(request.extFields[name] ?? '', 10);
}
