import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The plain copier that Slipstream is compared with: RocketMQ's own client, one thread per queue that pulls and then sends what
 * it pulled, one by one or as one batch, into the queue of the same number. Arguments: sourceNamesrv targetNamesrv sourceBroker
 * targetBroker queues one|batch, and then any number of phases, one after another: sourceTopic targetTopic messagesPerQueue. The
 * first phase is there to warm the JVM up. Keys, tags, user properties and the unique key stay; nothing is kept of how far it is,
 * and only what a busy broker did not take is sent again. Prints one line of JSON per phase.
 */
public class Copy {
    /** As many as a broker gives by default; a larger wish is cut down to it. */
    private static final int PULL = 32;
    private static final int SYSTEM_BUSY = 2;

    public static void main(String[] args) {
        try {
            run(args);
            System.exit(0);
        } catch (Throwable error) {
            // The client's own threads would keep the program alive.
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        String instance = "copy-" + ProcessHandle.current().pid();
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(instance);
        consumer.setNamesrvAddr(args[0]);
        consumer.setInstanceName(instance + "-source");
        consumer.start();
        DefaultMQProducer producer = new DefaultMQProducer(instance);
        producer.setNamesrvAddr(args[1]);
        producer.setInstanceName(instance + "-target");
        producer.setRetryTimesWhenSendFailed(0);
        // A copy is to be what the original was, and zlib would only slow the copier down.
        producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
        producer.start();
        int queues = Integer.parseInt(args[4]);
        boolean batch = args[5].equals("batch");
        for (int phase = 6; phase + 2 < args.length; phase += 3) {
            long began = System.nanoTime();
            long perQueue = Long.parseLong(args[phase + 2]);
            List<Thread> threads = new ArrayList<>();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            for (int id = 0; id < queues; id++) {
                MessageQueue from = new MessageQueue(args[phase], args[2], id);
                MessageQueue to = new MessageQueue(args[phase + 1], args[3], id);
                Thread thread = new Thread(() -> {
                    try {
                        copy(consumer, producer, from, to, perQueue, batch);
                    } catch (Throwable error) {
                        failure.compareAndSet(null, error);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            if (failure.get() != null) {
                throw new IllegalStateException(failure.get());
            }
            System.out.println("{\"topic\":\"" + args[phase] + "\",\"seconds\":" + (System.nanoTime() - began) / 1e9 + "}");
        }
    }

    private static void copy(DefaultMQPullConsumer consumer, DefaultMQProducer producer, MessageQueue from, MessageQueue to, long end,
        boolean batch) throws Exception {
        long offset = 0;
        while (offset < end) {
            PullResult pulled = consumer.pull(from, "*", offset, (int) Math.min(PULL, end - offset));
            if (pulled.getPullStatus() != PullStatus.FOUND) {
                throw new IllegalStateException(from + " at " + offset + ": " + pulled.getPullStatus());
            }
            List<Message> messages = new ArrayList<>(pulled.getMsgFoundList().size());
            for (MessageExt message : pulled.getMsgFoundList()) {
                messages.add(readdressed(message, to.getTopic()));
            }
            if (batch) {
                untilTaken(() -> producer.send(messages, to));
            } else {
                for (Message message : messages) {
                    untilTaken(() -> producer.send(message, to));
                }
            }
            offset = pulled.getNextBeginOffset();
        }
    }

    /** The very object that was pulled, without what the pull itself has written into it: the cheapest copy there is. */
    private static Message readdressed(MessageExt message, String topic) {
        MessageAccessor.clearProperty(message, MessageConst.PROPERTY_MIN_OFFSET);
        MessageAccessor.clearProperty(message, MessageConst.PROPERTY_MAX_OFFSET);
        MessageAccessor.clearProperty(message, MessageConst.PROPERTY_CLUSTER);
        message.setTopic(topic);
        return message;
    }

    /** A broker that is too busy says so and has stored nothing: the one answer after which a send is tried again. */
    private static void untilTaken(Callable<SendResult> send) throws Exception {
        for (;;) {
            try {
                SendResult result = send.call();
                if (result.getSendStatus() != SendStatus.SEND_OK) {
                    throw new IllegalStateException(result.toString());
                }
                return;
            } catch (MQBrokerException error) {
                if (error.getResponseCode() != SYSTEM_BUSY) {
                    throw error;
                }
                Thread.sleep(10);
            }
        }
    }
}
