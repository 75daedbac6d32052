import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * Receives by RocketMQ's own push consumer, in queue order, from the beginning of the topic. Arguments:
 * namesrv topics (comma-separated) group count timeoutSeconds [expression (`*`, tags `a || b`, or `sql:...`) [accessKey secretKey]].
 * Prints one line of JSON per message and, last, a summary line. Exit code 0 when `count` messages came in time.
 */
public class Consume {
    public static void main(String[] args) {
        // A queue whose lock is not given at once (the broker does not know the consumer yet) is asked for again this often.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
        System.setProperty("rocketmq.client.rebalance.lockInterval", "1000");
        try {
            run(args);
        } catch (Exception error) {
            // The client's own threads would keep the program alive.
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        if (args.length < 5) {
            System.err.println("usage: namesrv topics group count timeoutSeconds [expression [accessKey secretKey]]");
            System.exit(2);
        }
        long count = Long.parseLong(args[3]);
        String expression = args.length > 5 ? args[5] : "*";
        AtomicLong received = new AtomicLong();
        CountDownLatch enough = new CountDownLatch(1);
        RPCHook hook = args.length > 7 ? new AclClientRPCHook(new SessionCredentials(args[6], args[7])) : null;
        MessageListenerOrderly listener = (messages, context) -> {
            for (MessageExt message : messages) {
                print(message);
                if (received.incrementAndGet() >= count) {
                    enough.countDown();
                }
            }
            return ConsumeOrderlyStatus.SUCCESS;
        };
        DefaultMQPushConsumer consumer = start(args, hook, expression, listener);
        enough.await(Long.parseLong(args[4]), TimeUnit.SECONDS);
        consumer.shutdown();
        System.out.println("{\"received\":" + received.get() + "}");
        System.exit(received.get() >= count ? 0 : 1);
    }

    /** The first look-up of a route is not tried again by the client itself: on a busy machine it may be late. */
    private static DefaultMQPushConsumer start(String[] args, RPCHook hook, String expression, MessageListenerOrderly listener)
        throws Exception {
        for (int attempt = 0;; attempt++) {
            DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(args[2], hook, new AllocateMessageQueueAveragely());
            consumer.setNamesrvAddr(args[0]);
            consumer.setInstanceName("consume-" + ProcessHandle.current().pid() + "-" + attempt);
            consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            for (String topic : args[1].split(",")) {
                if (expression.startsWith("sql:")) {
                    consumer.subscribe(topic, MessageSelector.bySql(expression.substring(4)));
                } else {
                    consumer.subscribe(topic, expression);
                }
            }
            consumer.registerMessageListener(listener);
            try {
                consumer.start();
                return consumer;
            } catch (IllegalStateException error) {
                consumer.shutdown();
                if (attempt == 5) {
                    throw error;
                }
            }
        }
    }

    private static synchronized void print(MessageExt message) {
        StringBuilder line = new StringBuilder("{");
        field(line, "topic", message.getTopic());
        number(line, "queueId", message.getQueueId());
        number(line, "queueOffset", message.getQueueOffset());
        field(line, "msgId", message.getMsgId());
        number(line, "bornTimestamp", message.getBornTimestamp());
        number(line, "storeTimestamp", message.getStoreTimestamp());
        number(line, "flag", message.getFlag());
        field(line, "tags", message.getTags());
        field(line, "keys", message.getKeys());
        field(line, "body", Base64.getEncoder().encodeToString(message.getBody() == null ? new byte[0] : message.getBody()));
        line.append("\"properties\":{");
        String separator = "";
        for (Map.Entry<String, String> entry : new TreeMap<>(message.getProperties()).entrySet()) {
            line.append(separator).append(quote(entry.getKey())).append(':').append(quote(entry.getValue()));
            separator = ",";
        }
        byte[] bytes = line.append("}}\n").toString().getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private static void field(StringBuilder line, String name, String value) {
        line.append(quote(name)).append(':').append(value == null ? "null" : quote(value)).append(',');
    }

    private static void number(StringBuilder line, String name, long value) {
        line.append(quote(name)).append(':').append(value).append(',');
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
