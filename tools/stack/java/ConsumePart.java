import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.store.OffsetStore;
import org.apache.rocketmq.client.consumer.store.ReadOffsetType;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * Applications that move from one cluster to another: RocketMQ's own push consumers, several groups side by side, each of which
 * ends where it is told to, with its offsets stored. Arguments:
 * namesrv timeoutSeconds lingerMs accessKey(`-` = none) secretKey job...
 * A job is six words with tabs between them: group, topic, expression (`*`, tags `a || b`, or `sql:...`), `orderly` or
 * `concurrently`, what to do, and a count. To do: `take` consumes exactly so many messages and not one more, `hold` does so
 * and stays, a member of its group, until the program is ended, `drain` waits for at least so many and then until none has come
 * for `lingerMs`.
 * Prints `ready GROUP` when a consumer has begun, `M GROUP BROKER QUEUE OFFSET UNIQUE_KEY` per consumed message, and at the end
 * `O GROUP BROKER QUEUE OFFSET` per queue: the offset that the consumer has stored.
 * Exit code 0 when every job was done in time.
 */
public class ConsumePart {
    private static final PrintStream OUT =
        new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        // A queue whose lock is not given at once (the broker does not know the consumer yet) is asked for again this often.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
        boolean done = false;
        try {
            done = run(args);
        } catch (Exception error) {
            error.printStackTrace();
        }
        OUT.flush();
        // The clients' own threads would keep the program alive.
        Runtime.getRuntime().halt(done ? 0 : 1);
    }

    private static boolean run(String[] args) throws Exception {
        if (args.length < 6) {
            System.err.println("usage: namesrv timeoutSeconds lingerMs accessKey secretKey job...");
            return false;
        }
        long deadline = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000_000L;
        long lingerMs = Long.parseLong(args[2]);
        RPCHook hook = args[3].equals("-") ? null : new AclClientRPCHook(new SessionCredentials(args[3], args[4]));
        List<Job> jobs = new ArrayList<>();
        for (String words : Arrays.asList(args).subList(5, args.length)) {
            jobs.add(new Job(words.split("\t"), lingerMs));
        }
        for (Job job : jobs) {
            job.start(args[0], hook);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(jobs)));
        while (System.nanoTime() < deadline && !jobs.stream().allMatch(Job::isDone)) {
            OUT.flush();
            Thread.sleep(20);
        }
        boolean done = jobs.stream().allMatch(Job::isDone);
        end(jobs);
        return done;
    }

    private static synchronized void end(List<Job> jobs) {
        jobs.forEach(Job::end);
        OUT.flush();
    }

    /** One consumer group at work. */
    private static final class Job {
        private final String group;
        private final String topic;
        private final String expression;
        private final boolean orderly;
        private final String toDo;
        private final long count;
        private final long lingerMs;
        /** Messages that were asked for; what has a number from `count` on is not taken. */
        private final AtomicLong tickets = new AtomicLong();
        private final AtomicInteger consumed = new AtomicInteger();
        /** Per queue, the offset after the last message that was consumed. */
        private final Map<MessageQueue, Long> next = new ConcurrentHashMap<>();
        private volatile long lastAt = System.nanoTime();
        private DefaultMQPushConsumer consumer;

        Job(String[] words, long lingerMs) {
            this.group = words[0];
            this.topic = words[1];
            this.expression = words[2];
            this.orderly = words[3].equals("orderly");
            this.toDo = words[4];
            this.count = Long.parseLong(words[5]);
            this.lingerMs = lingerMs;
        }

        /** The first look-up of a route is not tried again by the client itself: on a busy machine it may be late. */
        void start(String nameServer, RPCHook hook) throws Exception {
            for (int attempt = 0;; attempt++) {
                consumer = make(nameServer, hook, attempt);
                try {
                    consumer.start();
                    OUT.println("ready " + group);
                    return;
                } catch (IllegalStateException error) {
                    consumer.shutdown();
                    if (attempt == 5) {
                        throw error;
                    }
                }
            }
        }

        private DefaultMQPushConsumer make(String nameServer, RPCHook hook, int attempt) throws Exception {
            DefaultMQPushConsumer made = new DefaultMQPushConsumer(group, hook, new AllocateMessageQueueAveragely());
            made.setNamesrvAddr(nameServer);
            made.setInstanceName(group + "-" + ProcessHandle.current().pid() + "-" + attempt);
            // What fails on a busy machine, a look-up of a route or a heartbeat, would be tried again after half a minute.
            made.setPollNameServerInterval(2_000);
            made.setHeartbeatBrokerInterval(2_000);
            // Whoever finds no offset of the group reads everything: what was consumed already comes again, and is seen.
            made.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            made.setConsumeMessageBatchMaxSize(1);
            // Concurrently, one thread takes messages in the order in which they came, so that none behind the last one is taken.
            made.setConsumeThreadMin(orderly ? 4 : 1);
            made.setConsumeThreadMax(orderly ? 4 : 1);
            if (expression.startsWith("sql:")) {
                made.subscribe(topic, MessageSelector.bySql(expression.substring(4)));
            } else {
                made.subscribe(topic, expression);
            }
            if (orderly) {
                made.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                    if (!isTaken()) {
                        context.setSuspendCurrentQueueTimeMillis(30_000);
                        return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                    }
                    consume(messages.get(0), context.getMessageQueue());
                    return ConsumeOrderlyStatus.SUCCESS;
                });
            } else {
                made.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                    if (!isTaken()) {
                        holdForEver();
                    }
                    consume(messages.get(0), context.getMessageQueue());
                    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
                });
            }
            return made;
        }

        private boolean isTaken() {
            return toDo.equals("drain") || tickets.getAndIncrement() < count;
        }

        /** An answer other than success would send the message to the retry topic. */
        private static void holdForEver() {
            for (;;) {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException ending) {
                    // The consumer is being shut down; the message stays unconsumed.
                }
            }
        }

        private void consume(MessageExt message, MessageQueue queue) {
            lastAt = System.nanoTime();
            // What came back by the retry topic is not in the topic's own queues.
            if (!queue.getTopic().startsWith("%RETRY%")) {
                next.merge(queue, message.getQueueOffset() + 1, Math::max);
            }
            OUT.println("M " + group + " " + queue.getBrokerName() + " " + queue.getQueueId() + " " + message.getQueueOffset() + " "
                + MessageClientIDSetter.getUniqID(message));
            consumed.incrementAndGet();
        }

        /** Done is what is consumed, and noted by the client as consumed: that comes after the listener's return. */
        boolean isDone() {
            if (toDo.equals("hold") || consumed.get() < count) {
                return false;
            }
            boolean quiet = toDo.equals("take") || System.nanoTime() - lastAt > lingerMs * 1_000_000L;
            return quiet && next.entrySet().stream().allMatch(entry -> stored(entry.getKey()) >= entry.getValue());
        }

        private long stored(MessageQueue queue) {
            OffsetStore offsets = consumer.getDefaultMQPushConsumerImpl().getOffsetStore();
            return offsets.readOffset(queue, ReadOffsetType.READ_FROM_MEMORY);
        }

        void end() {
            if (consumer == null) {
                return;
            }
            for (MessageQueue queue : next.keySet()) {
                OUT.println("O " + group + " " + queue.getBrokerName() + " " + queue.getQueueId() + " " + stored(queue));
            }
            consumer.shutdown();
            consumer = null;
        }
    }
}
