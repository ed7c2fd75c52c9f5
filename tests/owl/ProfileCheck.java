import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.io.StringDocumentSource;
import org.semanticweb.owlapi.model.AddOntologyAnnotation;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLAnnotation;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileReport;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/**
 * Checks that the given RDF files, taken together, are one OWL 2 DL ontology.
 *
 * Usage: java -cp owlapi.jar ProfileCheck.java FILE...
 *
 * N-Triples files (.nt) are joined as text before parsing, because what a triple
 * means in OWL depends on declarations that may stand in another file. A file in
 * any other syntax must declare the terms it uses; its axioms are then added.
 *
 * Prints one line a violation. Exit status: 0 none, 1 some, 2 could not check.
 */
public class ProfileCheck {

    private static final Pattern SUBJECT = Pattern.compile("^(\\s*)_:(\\S+)");
    private static final Pattern OBJECT = Pattern.compile("\\s_:(\\S+?)(\\s*\\.\\s*)$");

    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("usage: ProfileCheck FILE...");
            System.exit(2);
        }
        try {
            System.exit(check(args));
        } catch (Exception e) {
            // A check that cannot run must never look like a pass.
            System.err.println("cannot check: " + e);
            System.exit(2);
        }
    }

    private static int check(String[] paths) throws Exception {
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();

        StringBuilder triples = new StringBuilder();
        List<String> others = new ArrayList<String>();
        for (int i = 0; i < paths.length; i++) {
            // An import would be fetched, and the answer would hang on the network.
            if (read(paths[i]).contains("http://www.w3.org/2002/07/owl#imports")) {
                throw new IOException(paths[i] + " has owl:imports; give the files instead");
            }
            if (paths[i].endsWith(".nt")) {
                append(triples, new File(paths[i]), i);
            } else {
                others.add(paths[i]);
            }
        }
        OWLOntology merged = triples.length() > 0
            ? manager.loadOntologyFromOntologyDocument(new StringDocumentSource(triples.toString()))
            : manager.createOntology(IRI.create("urn:cfgraph:merged"));
        for (String path : others) {
            OWLOntologyManager own = OWLManager.createOWLOntologyManager();
            OWLOntology part = own.loadOntologyFromOntologyDocument(new File(path));
            manager.addAxioms(merged, part.getAxioms());
            for (OWLAnnotation annotation : part.getAnnotations()) {
                manager.applyChange(new AddOntologyAnnotation(merged, annotation));
            }
        }
        int logical = merged.getLogicalAxiomCount();
        if (logical == 0) {
            throw new IOException("no logical axiom found in the given files");
        }

        OWLProfileReport report = new OWL2DLProfile().checkOntology(merged);
        TreeSet<String> lines = new TreeSet<String>();
        for (OWLProfileViolation violation : report.getViolations()) {
            lines.add(violation.getClass().getSimpleName() + ": " + violation);
        }
        for (String line : lines) {
            System.out.println(line);
        }
        // Logical axioms only: how this parser counts header annotations hangs on
        // the order of the triples.
        System.out.println(logical + " logical axioms, " + lines.size() + " OWL 2 DL violations");
        return lines.isEmpty() ? 0 : 1;
    }

    private static String read(String path) throws IOException {
        return new String(Files.readAllBytes(new File(path).toPath()), StandardCharsets.UTF_8);
    }

    /** Adds one N-Triples file, its blank nodes renamed so that files cannot share any. */
    private static void append(StringBuilder out, File file, int index) throws IOException {
        for (String line : Files.readAllLines(file.toPath(), StandardCharsets.UTF_8)) {
            // Only a bare term can match at the end: a literal ends in a quote,
            // a language tag or a datatype.
            line = SUBJECT.matcher(line).replaceFirst("$1_:f" + index + "x$2");
            Matcher object = OBJECT.matcher(line);
            if (object.find()) {
                line = line.substring(0, object.start()) + " _:f" + index + "x"
                    + object.group(1) + object.group(2);
            }
            out.append(line).append('\n');
        }
    }
}
