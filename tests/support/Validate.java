// Runs veraPDF on PDF files: java -cp CLASSPATH Validate.java PROFILE[,PROFILE] FILE...
// Prints one line a failed rule: file, profile, rule (clause-test), number of failed checks, first message;
// the fields are separated by tabs. A last line "done" says that every file was read to its end.
// Two files at a time: veraPDF keeps what it knows of a file by thread.

import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public final class Validate {
    private static final String PROFILES = "/org/verapdf/pdfa/validation/";
    private static final int EVERY_FAILURE = -1;

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        List<Future<List<String>>> results = new ArrayList<>();
        for (String name : arguments[0].split(",")) {
            ValidationProfile profile = profile(name);
            for (int i = 1; i < arguments.length; i++) {
                File file = new File(arguments[i]);
                results.add(workers.submit(() -> failed(name, profile, file)));
            }
        }
        workers.shutdown();
        for (Future<List<String>> result : results) {
            result.get().forEach(System.out::println);
        }
        System.out.println("done");
    }

    private static ValidationProfile profile(String name) throws Exception {
        try (InputStream xml = Profiles.class.getResourceAsStream(PROFILES + name + ".xml")) {
            if (xml == null) {
                throw new IllegalArgumentException("no profile " + name);
            }
            return Profiles.profileFromXml(xml);
        }
    }

    private static List<String> failed(String name, ValidationProfile profile, File file) throws Exception {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, String> messages = new LinkedHashMap<>();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, profile.getPDFAFlavour());
                PDFAValidator validator = Foundries.defaultInstance()
                        .createValidator(profile, EVERY_FAILURE, false, true, false)) {
            for (TestAssertion found : validator.validate(parser).getTestAssertions()) {
                if (found.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
                    counts.merge(rule, 1, Integer::sum);
                    messages.putIfAbsent(rule, found.getMessage().replaceAll("\\s+", " "));
                }
            }
        }
        List<String> lines = new ArrayList<>();
        counts.forEach((rule, count) -> lines.add(
                String.join("\t", file.getName(), name, rule, count.toString(), messages.get(rule))));
        return lines;
    }
}
