import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Sends messages by RocketMQ's own client, one after another per queue. Arguments:
 * namesrv topic count ratePerSecond(0 = as fast as it goes) bodyBytes queues(0 = all there are) startIndex.
 * Message number i goes to queue i mod queues. Key "k-i", tag "tag-(i mod 4)", user properties `index` (i), `seq` (running
 * number inside the queue, from 0) and `name`. Messages are acknowledged before the next one of the same queue is sent;
 * a send that failed is tried again, so a crash of the broker can store a message twice (counted as `retried`).
 * Prints one line per second and, last, one line of JSON.
 */
public class Produce {
    public static void main(String[] args) {
        try {
            run(args);
        } catch (Exception error) {
            // The client's own threads would keep the program alive.
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        if (args.length < 7) {
            System.err.println("usage: namesrv topic count ratePerSecond bodyBytes queues startIndex");
            System.exit(2);
        }
        String topic = args[1];
        long count = Long.parseLong(args[2]);
        double rate = Double.parseDouble(args[3]);
        int bodyBytes = Integer.parseInt(args[4]);
        int wantedQueues = Integer.parseInt(args[5]);
        long startIndex = Long.parseLong(args[6]);

        DefaultMQProducer producer = new DefaultMQProducer("produce-" + ProcessHandle.current().pid());
        producer.setNamesrvAddr(args[0]);
        producer.setInstanceName("produce-" + ProcessHandle.current().pid());
        producer.setRetryTimesWhenSendFailed(0);
        producer.setSendMsgTimeout(10_000);
        producer.setCompressMsgBodyOverHowmuch(1 << 20);
        producer.start();

        List<MessageQueue> queues = queuesOf(producer, topic, wantedQueues);
        int lanes = Math.min(queues.size(), 8);
        Totals totals = new Totals();
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            int first = lane;
            Thread thread = new Thread(() -> sendLane(producer, topic, queues, first, lanes, count, rate, bodyBytes, startIndex, began, totals));
            threads.add(thread);
            thread.start();
        }
        long shown = 0;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            Thread.sleep(1000);
            long sent = totals.sent();
            System.out.println("sent " + sent + " (" + (sent - shown) + "/s)");
            shown = sent;
        }
        producer.shutdown();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.println("{\"topic\":\"" + topic + "\",\"sent\":" + totals.sent() + ",\"retried\":" + totals.retried
            + ",\"queues\":" + queues.size() + ",\"startIndex\":" + startIndex + ",\"seconds\":" + Math.round(seconds * 1000) / 1000.0 + "}");
        System.exit(totals.sent() == count ? 0 : 1);
    }

    private static List<MessageQueue> queuesOf(DefaultMQProducer producer, String topic, int wanted) throws Exception {
        List<MessageQueue> queues = null;
        for (int attempt = 0; queues == null; attempt++) {
            try {
                queues = new ArrayList<>(producer.fetchPublishMessageQueues(topic));
            } catch (MQClientException error) {
                if (attempt == 40) {
                    throw error;
                }
                Thread.sleep(250);
            }
        }
        queues.sort(Comparator.naturalOrder());
        if (wanted > queues.size()) {
            throw new IllegalArgumentException(topic + " has only " + queues.size() + " queues");
        }
        return wanted == 0 ? queues : queues.subList(0, wanted);
    }

    private static void sendLane(DefaultMQProducer producer, String topic, List<MessageQueue> queues, int first, int lanes, long count,
        double rate, int bodyBytes, long startIndex, long began, Totals totals) {
        Map<MessageQueue, Long> next = new HashMap<>();
        for (long n = 0; n < count; n++) {
            long index = startIndex + n;
            int slot = (int) (index % queues.size());
            if (slot % lanes != first) {
                continue;
            }
            pause(rate, n, began);
            MessageQueue queue = queues.get(slot);
            long seq = next.merge(queue, index / queues.size(), (old, ignored) -> old + 1);
            send(producer, message(topic, index, seq, bodyBytes), queue, totals);
        }
    }

    private static Message message(String topic, long index, long seq, int bodyBytes) {
        Message message = new Message(topic, "tag-" + index % 4, "k-" + index, body(index, bodyBytes));
        message.putUserProperty("index", Long.toString(index));
        message.putUserProperty("seq", Long.toString(seq));
        message.putUserProperty("name", "\u8ba2\u5355-" + index);
        return message;
    }

    private static byte[] body(long index, int size) {
        byte[] start = ("message " + index + " ").getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = i < start.length ? start[i] : (byte) (index * 31 + i * 7);
        }
        return body;
    }

    private static void send(DefaultMQProducer producer, Message message, MessageQueue queue, Totals totals) {
        for (int attempt = 0;; attempt++) {
            try {
                SendResult result = producer.send(message, queue);
                if (result.getSendStatus() != SendStatus.SEND_OK) {
                    System.out.println("status " + result.getSendStatus());
                }
                totals.addSent();
                return;
            } catch (Exception error) {
                totals.addRetried();
                if (attempt == 600) {
                    throw new IllegalStateException(error);
                }
                pauseMillis(200);
            }
        }
    }

    private static void pause(double rate, long n, long began) {
        if (rate > 0) {
            long due = began + (long) (n / rate * 1e9);
            pauseMillis((due - System.nanoTime()) / 1_000_000);
        }
    }

    private static void pauseMillis(long millis) {
        if (millis <= 0) {
            return;
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }

    private static class Totals {
        private long sent;
        private long retried;

        synchronized void addSent() {
            sent++;
        }

        synchronized void addRetried() {
            retried++;
        }

        synchronized long sent() {
            return sent;
        }
    }
}
