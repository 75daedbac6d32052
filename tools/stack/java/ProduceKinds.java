import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * Sends every kind of message that RocketMQ's own client can send. Arguments: namesrv topicPrefix accessKey secretKey kinds
 * (comma-separated; the keys are `-` on a cluster without ACL). Each kind goes to the topic `prefix-kind`, which has to be
 * there. The client runs with the version whose jars are on the class path; `timer`, `lz4` and `zstd` want 5.x.
 * Prints one line of JSON per kind: `{"kind":"ordered","sent":40}`.
 */
public class ProduceKinds {
    private static final int KEYS_IN_ORDER = 4;
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    private static String prefix;

    public static void main(String[] args) {
        try {
            run(args);
            System.exit(0);
        } catch (Exception error) {
            // The client's own threads would keep the program alive.
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        if (args.length < 5) {
            System.err.println("usage: namesrv topicPrefix accessKey secretKey kinds");
            System.exit(2);
        }
        prefix = args[1];
        RPCHook hook = "-".equals(args[2]) ? null : new AclClientRPCHook(new SessionCredentials(args[2], args[3]));
        String group = "kinds-" + ProcessHandle.current().pid();
        DefaultMQProducer producer = new DefaultMQProducer(group, hook);
        configure(producer, args[0], group);
        producer.start();
        TransactionMQProducer transactions = new TransactionMQProducer(group + "-tx", hook);
        configure(transactions, args[0], group + "-tx");
        transactions.setTransactionListener(new ByTag());
        transactions.start();
        for (String kind : args[4].split(",")) {
            awaitRoute(producer, prefix + "-" + kind);
            awaitRoute(transactions, prefix + "-" + kind);
            System.out.println("{\"kind\":\"" + kind + "\",\"sent\":" + send(kind, producer, transactions) + "}");
        }
        producer.shutdown();
        transactions.shutdown();
    }

    private static void configure(DefaultMQProducer producer, String nameServer, String instance) {
        producer.setNamesrvAddr(nameServer);
        producer.setInstanceName(instance);
        producer.setSendMsgTimeout(20_000);
        producer.setRetryTimesWhenSendFailed(0);
    }

    /** A look-up can be tried again; a send that got no answer would store its message twice. */
    private static void awaitRoute(DefaultMQProducer producer, String topic) throws Exception {
        for (int attempt = 0;; attempt++) {
            try {
                producer.fetchPublishMessageQueues(topic);
                return;
            } catch (Exception error) {
                if (attempt == 20) {
                    throw error;
                }
                Thread.sleep(250);
            }
        }
    }

    private static int send(String kind, DefaultMQProducer producer, TransactionMQProducer transactions) throws Exception {
        switch (kind) {
            case "normal":
                return normal(producer);
            case "ordered":
                return ordered(producer);
            case "delayed":
                return delayed(producer);
            case "timer":
                return timer(producer);
            case "transaction":
                return transaction(transactions);
            case "batch":
            case "innerbatch":
                return batch(producer, kind);
            case "zlib":
            case "lz4":
            case "zstd":
                return compressed(producer, kind);
            case "large":
                return large(producer);
            default:
                throw new IllegalArgumentException("no kind " + kind);
        }
    }

    private static Message message(String kind, int number, byte[] body) {
        Message message = new Message(prefix + "-" + kind, "tag-" + number % 3, kind + "-" + number, body);
        message.putUserProperty("number", Integer.toString(number));
        message.putUserProperty("\u540d\u79f0", "\u8ba2\u5355 " + number);
        return message;
    }

    private static Message message(String kind, int number) {
        return message(kind, number, (kind + " " + number).getBytes(StandardCharsets.UTF_8));
    }

    private static int normal(DefaultMQProducer producer) throws Exception {
        for (int number = 0; number < 20; number++) {
            Message message = message("normal", number);
            message.setFlag(number * 1_000_003);
            if (number % 2 == 0) {
                message.setKeys(Arrays.asList("first-" + number, "second-" + number));
            }
            producer.send(message);
        }
        return 20;
    }

    /** Messages of one key go to one queue, as a message group does; the Proxy writes the group into `__SHARDINGKEY`. */
    private static int ordered(DefaultMQProducer producer) throws Exception {
        for (int number = 0; number < 40; number++) {
            int key = number % KEYS_IN_ORDER;
            Message message = message("ordered", number);
            MessageAccessor.putProperty(message, "__SHARDINGKEY", "group-" + key);
            producer.send(message, (queues, ignored, chosen) -> queues.get((Integer) chosen % queues.size()), key);
        }
        return 40;
    }

    private static int delayed(DefaultMQProducer producer) throws Exception {
        for (int number = 0; number < 6; number++) {
            Message message = message("delayed", number);
            message.setDelayTimeLevel(1 + number % 2);
            producer.send(message);
        }
        return 6;
    }

    private static int timer(DefaultMQProducer producer) throws Exception {
        for (int number = 0; number < 4; number++) {
            Message message = message("timer", number);
            if (number % 2 == 0) {
                MessageAccessor.putProperty(message, "TIMER_DELIVER_MS", Long.toString(System.currentTimeMillis() + 3_000));
            } else {
                MessageAccessor.putProperty(message, "TIMER_DELAY_SEC", "3");
            }
            producer.send(message);
        }
        return 4;
    }

    /** Of each three, one is committed, one rolled back and one left pending. */
    private static int transaction(TransactionMQProducer producer) throws Exception {
        for (int number = 0; number < 9; number++) {
            producer.sendMessageInTransaction(message("transaction", number), null);
        }
        return 9;
    }

    private static int batch(DefaultMQProducer producer, String kind) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int number = 0; number < 30; number++) {
            messages.add(message(kind, number));
        }
        producer.send(messages);
        return 30;
    }

    private static int compressed(DefaultMQProducer producer, String kind) throws Exception {
        if (!"zlib".equals(kind)) {
            compressBy(producer, kind.toUpperCase());
        }
        for (int number = 0; number < 6; number++) {
            producer.send(message(kind, number, ("compress me " + number + " ").repeat(2_000).getBytes(StandardCharsets.UTF_8)));
        }
        if (!"zlib".equals(kind)) {
            compressBy(producer, "ZLIB");
        }
        return 6;
    }

    /** Clients of 4.x know no other compression than zlib, nor the method. */
    private static void compressBy(DefaultMQProducer producer, String type) throws Exception {
        Class<?> types = Class.forName("org.apache.rocketmq.common.compression.CompressionType");
        DefaultMQProducer.class.getMethod("setCompressType", types).invoke(producer, types.getMethod("valueOf", String.class).invoke(null, type));
    }

    /** The longest body that the client lets through, and one that leaves room for what a copy carries more. */
    private static int large(DefaultMQProducer producer) throws Exception {
        Random random = new Random(7);
        int[] sizes = {MAX_BODY_BYTES, MAX_BODY_BYTES - 1_024, MAX_BODY_BYTES - 66_000};
        int sent = 0;
        producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
        for (int number = 0; number < sizes.length; number++) {
            byte[] body = new byte[sizes[number]];
            random.nextBytes(body);
            try {
                producer.send(message("large", number, body));
                sent++;
            } catch (Exception error) {
                // 4.4 counts the whole record.
                System.out.println("refused: " + error.getMessage().split("\n")[0]);
            }
        }
        producer.setCompressMsgBodyOverHowmuch(4_096);
        return sent;
    }

    private static class ByTag implements TransactionListener {
        @Override
        public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
            switch (message.getTags()) {
                case "tag-0":
                    return LocalTransactionState.COMMIT_MESSAGE;
                case "tag-1":
                    return LocalTransactionState.ROLLBACK_MESSAGE;
                default:
                    return LocalTransactionState.UNKNOW;
            }
        }

        @Override
        public LocalTransactionState checkLocalTransaction(MessageExt message) {
            return LocalTransactionState.UNKNOW;
        }
    }
}
